namespace FolioModel.Swap;

/// <summary>How many slots of a rotational disk are read at a time: more while the neighbours of a slot turn out to be needed.</summary>
/// <remarks>Models <c>swapin_nr_pages</c> and the counters of <c>mm/swap_state.c</c> that it looks at.</remarks>
internal sealed class SwapReadahead
{
    /// <summary>The kernel begins as if this many neighbours had been needed.</summary>
    private const int FirstHits = 4;

    private int _hits = FirstHits;
    private int _lastWindow;
    private ulong _previous;

    /// <summary>A folio that was read as a neighbour was needed.</summary>
    public void CountHit() => _hits++;

    /// <summary>Decides how many slots are read, a power of two.</summary>
    /// <param name="offset">The slot that is needed.</param>
    /// <param name="pageCluster">The most, as a power of two.</param>
    public int WindowAt(ulong offset, int pageCluster)
    {
        int most = 1 << pageCluster;
        if (most == 1)
        {
            return 1;
        }

        int window = Math.Min(WantedAt(offset), most);

        // A window shrinks by half at a time.
        window = Math.Max(window, _lastWindow / 2);
        _previous = _hits == 0 ? offset : _previous;
        _hits = 0;
        _lastWindow = window;
        return window;
    }

    public void AddTo(ref StateHash hash)
    {
        hash.Add(_hits);
        hash.Add(_lastWindow);
        hash.Add(_previous);
    }

    private int WantedAt(ulong offset)
    {
        const int Least = 4;
        if (_hits > 0)
        {
            return Math.Max(Least, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_hits + 2));
        }

        // Without a hit to go by, only a slot next to the previous one speaks for neighbours.
        return offset == _previous + 1 || offset == _previous - 1 ? 2 : 1;
    }
}
