namespace FolioModel.Reclaim;

/// <summary>A set of page numbers that only grows: an open hash of eight bytes a page, at most half full.</summary>
internal sealed class SeenPages
{
    private const int FirstSlots = 1 << 10;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Page numbers; 0 where nothing is, so that page 0 is not for this set.</summary>
    private ulong[] _pages = new ulong[FirstSlots];
    private int _count;

    /// <summary>Adds a page above 0.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong page)
    {
        int at = PlaceOf(page);
        if (_pages[at] == page)
        {
            return false;
        }

        _pages[at] = page;
        if (++_count * 2 > _pages.Length)
        {
            Grow();
        }

        return true;
    }

    private int PlaceOf(ulong page)
    {
        int mask = _pages.Length - 1;
        int at = (int)(page * Golden >> 32) & mask;
        while (_pages[at] != 0 && _pages[at] != page)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        ulong[] pages = _pages;
        _pages = new ulong[pages.Length * 2];
        foreach (ulong page in pages)
        {
            if (page != 0)
            {
                _pages[PlaceOf(page)] = page;
            }
        }
    }
}
