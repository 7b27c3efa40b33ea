using System.Runtime.InteropServices;

namespace FolioModel.Diagnosis;

/// <summary>
/// The stacks of a trace by the bytes of their lines: a trace of millions of events has some hundred different ones, and looking one up
/// costs less than reading its functions.
/// </summary>
internal sealed class TraceBlocks
{
    private const int FirstSize = 256;

    /// <summary>Bytes that are kept. Where a trace has more different stacks than that, the rest is read line by line.</summary>
    private const int MostBytes = 1 << 26;

    private readonly List<Entry> _entries = [default];
    private byte[] _bytes = new byte[1 << 16];
    private int[] _slots = new int[FirstSize];
    private int _used;

    /// <summary>Looks for lines that were read before.</summary>
    /// <param name="inner">The stack before them.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="block">Their meaning.</param>
    public bool TryFind(int inner, ReadOnlySpan<byte> lines, out TraceBlock block)
    {
        int entry = _slots[Find(HashOf(inner, lines), inner, lines)];
        block = _entries[entry].Block;
        return entry != 0;
    }

    /// <summary>Remembers lines.</summary>
    /// <param name="inner">The stack before them.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="block">Their meaning.</param>
    public void Add(int inner, ReadOnlySpan<byte> lines, TraceBlock block)
    {
        if (_used + lines.Length > MostBytes)
        {
            return;
        }

        if (_used + lines.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + lines.Length));
        }

        if ((_entries.Count + 1) * 2 > _slots.Length)
        {
            Grow();
        }

        lines.CopyTo(_bytes.AsSpan(_used));
        ulong hash = HashOf(inner, lines);
        _slots[Find(hash, inner, lines)] = _entries.Count;
        _entries.Add(new Entry(hash, inner, _used, lines.Length, block));
        _used += lines.Length;
    }

    private int Find(ulong hash, int inner, ReadOnlySpan<byte> lines)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(hash >> 32) & mask;
        while (_slots[slot] != 0 && !IsThere(_entries[_slots[slot]], hash, inner, lines))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private bool IsThere(in Entry entry, ulong hash, int inner, ReadOnlySpan<byte> lines) =>
        entry.Hash == hash && entry.Inner == inner && lines.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length));

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int entry = 1; entry < _entries.Count; entry++)
        {
            int slot = (int)(_entries[entry].Hash >> 32) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = entry;
        }
    }

    /// <summary>A hash of eight bytes at a time; what is left over at the end counts by the length alone, and is compared anyway.</summary>
    private static ulong HashOf(int inner, ReadOnlySpan<byte> lines)
    {
        const ulong First = 0x9E37_79B9_7F4A_7C15;
        const ulong Second = 0xC2B2_AE3D_27D4_EB4F;
        ulong even = First ^ (uint)inner;
        ulong odd = Second ^ (uint)lines.Length;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(lines);
        int i = 0;
        for (; i + 1 < words.Length; i += 2)
        {
            even = (even ^ words[i]) * First;
            odd = (odd ^ words[i + 1]) * Second;
            even ^= even >> 29;
            odd ^= odd >> 31;
        }

        even = i < words.Length ? (even ^ words[i]) * First : even;
        ulong hash = (even ^ (odd << 1)) * Second;
        return hash ^ (hash >> 29);
    }

    private readonly record struct Entry(ulong Hash, int Inner, int Start, int Length, TraceBlock Block);
}
