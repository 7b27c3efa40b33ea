namespace FolioModel.Hugetlb;

/// <summary>The contents of a huge page, as runs of equal bytes: enough to tell what was zeroed and what was kept.</summary>
internal sealed class HugeContents
{
    /// <summary>Where each run starts, and its byte. There is always a run at 0.</summary>
    private readonly SortedList<long, byte> _runs = new() { [0] = 0 };

    /// <summary>All bytes become zero (<c>folio_zero_user</c>).</summary>
    public void Clear()
    {
        _runs.Clear();
        _runs[0] = 0;
    }

    /// <summary>The bytes of another page (<c>copy_user_large_folio</c>).</summary>
    public void CopyFrom(HugeContents other)
    {
        _runs.Clear();
        foreach (KeyValuePair<long, byte> run in other._runs)
        {
            _runs.Add(run.Key, run.Value);
        }
    }

    /// <summary>Sets the bytes of a range.</summary>
    public void Fill(long from, long to, byte value)
    {
        byte behind = ByteAt(to);
        for (int i = _runs.Count - 1; i >= 0; i--)
        {
            if (_runs.Keys[i] >= from && _runs.Keys[i] <= to)
            {
                _runs.RemoveAt(i);
            }
        }

        _runs[from] = value;
        _runs[to] = behind;
    }

    /// <summary>Adds the runs to a hash.</summary>
    public void AddTo(ref StateHash hash)
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            hash.Add(_runs.Keys[i]);
            hash.Add((int)_runs.Values[i]);
        }
    }

    /// <summary>The byte at a place.</summary>
    public byte ByteAt(long offset)
    {
        int low = 0;
        int high = _runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_runs.Keys[middle] <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _runs.Values[low];
    }

    /// <summary>Copies bytes out.</summary>
    public void CopyTo(long offset, Span<byte> destination)
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            long from = Math.Max(_runs.Keys[i] - offset, 0);
            long to = Math.Min((i + 1 < _runs.Count ? _runs.Keys[i + 1] : long.MaxValue) - offset, destination.Length);
            if (from < to)
            {
                destination[(int)from..(int)to].Fill(_runs.Values[i]);
            }
        }
    }
}
