using System.Globalization;
using System.Text;
using CommunityToolkit.HighPerformance.Buffers;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>
/// Text in UTF-8 in a pooled buffer: the tree is written after each change, and compared or hashed byte for byte without becoming a string.
/// </summary>
internal sealed class TreeText : IDisposable
{
    private const int LongestNumber = 20;

    private readonly ArrayPoolBufferWriter<byte> _bytes = new(4096);

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public void Clear() => _bytes.Clear();

    public TreeText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.GetSpan(text.Length));
        _bytes.Advance(text.Length);
        return this;
    }

    public TreeText Add(long number)
    {
        number.TryFormat(_bytes.GetSpan(LongestNumber), out int written, default, CultureInfo.InvariantCulture);
        _bytes.Advance(written);
        return this;
    }

    public TreeText Add(ulong number, string format = "")
    {
        number.TryFormat(_bytes.GetSpan(LongestNumber), out int written, format, CultureInfo.InvariantCulture);
        _bytes.Advance(written);
        return this;
    }

    public TreeText Add(XEntry entry)
    {
        if (entry.IsNull)
        {
            return Add("null"u8);
        }

        Add("\""u8);
        _bytes.Advance(Encoding.UTF8.GetBytes(entry.ToString(), _bytes.GetSpan(LongestNumber + 1)));
        return Add("\""u8);
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
