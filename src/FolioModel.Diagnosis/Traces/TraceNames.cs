using System.Text;

namespace FolioModel.Diagnosis;

/// <summary>The names in a trace, each of which is kept once and known by a number from 1.</summary>
public sealed class TraceNames
{
    private const int FirstSize = 1024;

    private readonly List<string> _names = [""];
    private readonly List<byte[]> _bytes = [[]];
    private int[] _slots = new int[FirstSize];
    private int _last;

    /// <summary>The name with a number; "" for 0.</summary>
    /// <param name="number">The number.</param>
    public string this[int number] => _names[number];

    /// <summary>How many names there are.</summary>
    public int Count => _names.Count - 1;

    /// <summary>The number of a name, a new one if it was not seen before.</summary>
    /// <param name="name">The name in UTF-8.</param>
    public int NumberOf(ReadOnlySpan<byte> name)
    {
        // Most lines of a trace name the task of the line before; and the name without letters is number 0.
        if (name.IsEmpty || name.SequenceEqual(_bytes[_last]))
        {
            return name.IsEmpty ? 0 : _last;
        }

        int slot = Find(name);
        if (_slots[slot] == 0)
        {
            _names.Add(Encoding.UTF8.GetString(name));
            _bytes.Add(name.ToArray());
            _slots[slot] = _names.Count - 1;
            if (_names.Count * 2 > _slots.Length)
            {
                Grow();
                slot = Find(name);
            }
        }

        return _last = _slots[slot];
    }

    private int Find(ReadOnlySpan<byte> name)
    {
        int slot = Hash(name) & (_slots.Length - 1);
        while (_slots[slot] != 0 && !name.SequenceEqual(_bytes[_slots[slot]]))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int number = 1; number < _bytes.Count; number++)
        {
            _slots[Find(_bytes[number])] = number;
        }
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        const uint Basis = 2166136261;
        const uint Prime = 16777619;
        uint hash = Basis;
        foreach (byte value in name)
        {
            hash = (hash ^ value) * Prime;
        }

        return (int)(hash ^ (hash >> 15)) & int.MaxValue;
    }
}
