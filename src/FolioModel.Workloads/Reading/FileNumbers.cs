using System.Text;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Workloads.Reading;

/// <summary>Numbers for names of files and volumes, in the order in which they are met. A name that is known costs one lookup.</summary>
internal sealed class FileNumbers
{
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _inOrder = [];
    private readonly StringPool _names = new();
    private byte[] _last = new byte[64];
    private int _lastLength = -1;
    private ulong _lastNumber;

    /// <summary>The name that has a number, or the number.</summary>
    public string NameOf(ulong number) => number < (ulong)_inOrder.Count ? _inOrder[(int)number]
        : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public ulong Of(ReadOnlySpan<byte> name)
    {
        // Most lines name the file of the line before.
        if (name.Length == _lastLength && name.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            return _lastNumber;
        }

        string text = _names.GetOrAdd(name, Encoding.UTF8);
        if (!_numbers.TryGetValue(text, out ulong number))
        {
            number = (ulong)_numbers.Count;
            _numbers.Add(text, number);
            _inOrder.Add(text);
        }

        if (name.Length > _last.Length)
        {
            _last = new byte[name.Length * 2];
        }

        name.CopyTo(_last);
        _lastLength = name.Length;
        _lastNumber = number;
        return number;
    }
}
