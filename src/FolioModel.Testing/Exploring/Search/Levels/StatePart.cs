namespace FolioModel.Testing.Search;

/// <summary>One part of a <see cref="StateTable"/>: an open table of fingerprints, and sorted files beyond its limit of memory.</summary>
/// <param name="memory">The most bytes of memory.</param>
/// <param name="folder">Where files go; null for the folder for temporary files.</param>
internal sealed class StatePart(long memory, string? folder) : IDisposable
{
    private const int SmallestTable = 32;
    private const int BytesOfState = 16;

    /// <summary>Files of one part. More are made one, so that a look-up reads few of them.</summary>
    private const int MostFiles = 4;

    private readonly List<SortedStates> _files = [];
    private UInt128[] _slots = new UInt128[SmallestTable];
    private int _count;

    public long Bytes => ((long)_slots.Length * BytesOfState) + _files.Sum(static f => f.Bytes);

    public long InFiles => _files.Sum(static f => f.Count);

    /// <summary>Adds a state.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool Add(UInt128 fingerprint)
    {
        // Zero marks a free place.
        fingerprint = fingerprint == 0 ? 1 : fingerprint;
        if (_files.Exists(f => f.Contains(fingerprint)) || !TryInsert(_slots, fingerprint))
        {
            return false;
        }

        if (++_count * 5L > _slots.Length * 4L)
        {
            Grow();
        }

        return true;
    }

    public void Dispose()
    {
        _files.ForEach(static f => f.Dispose());
        _files.Clear();
    }

    private static bool TryInsert(UInt128[] slots, UInt128 fingerprint)
    {
        int place = (int)Math.BigMul((ulong)fingerprint, (ulong)slots.Length, out _);
        while (slots[place] != 0)
        {
            if (slots[place] == fingerprint)
            {
                return false;
            }

            place = place + 1 == slots.Length ? 0 : place + 1;
        }

        slots[place] = fingerprint;
        return true;
    }

    private void Grow()
    {
        long length = _slots.Length + (_slots.Length / 2);
        if (length * BytesOfState > memory && _slots.Length > SmallestTable)
        {
            Spill();
            return;
        }

        UInt128[] slots = new UInt128[length];
        foreach (UInt128 fingerprint in _slots)
        {
            if (fingerprint != 0)
            {
                TryInsert(slots, fingerprint);
            }
        }

        _slots = slots;
    }

    private void Spill()
    {
        UInt128[] sorted = [.. _slots.Where(static f => f != 0)];
        Array.Sort(sorted);
        _files.Add(SortedStates.Write(sorted, folder));
        if (_files.Count > MostFiles)
        {
            SortedStates all = SortedStates.Join(_files, folder);
            Dispose();
            _files.Add(all);
        }

        Array.Clear(_slots);
        _count = 0;
    }
}
