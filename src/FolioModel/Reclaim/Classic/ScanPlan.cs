namespace FolioModel.Reclaim;

/// <summary>How many pages of each classic list one pass scans, and how many of them are still to be scanned.</summary>
internal sealed class ScanPlan
{
    /// <summary>The evictable lists.</summary>
    public const int Lists = 4;

    private const int Anon = (int)LruListKind.InactiveAnon;
    private const int File = (int)LruListKind.InactiveFile;

    private readonly long[] _planned = new long[Lists];
    private readonly long[] _left = new long[Lists];

    /// <summary>Whether only active anonymous pages are left, for which alone no pass goes on.</summary>
    public bool IsDone => _left[Anon] == 0 && LeftOf(File) == 0;

    /// <summary>Plans the scan of a list.</summary>
    public void Set(LruListKind list, long pages) => _planned[(int)list] = _left[(int)list] = pages;

    /// <summary>Takes the next portion of a list's scan, at most a cluster.</summary>
    /// <returns>Pages to scan now.</returns>
    public long TakePortion(LruListKind list)
    {
        long portion = Math.Min(_left[(int)list], ReclaimControl.Cluster);
        _left[(int)list] -= portion;
        return portion;
    }

    /// <summary>
    /// Enough is freed. The kind of memory that has less left to scan is done; of the other kind only the share is scanned that was
    /// scanned of the first.
    /// </summary>
    /// <returns>False when one kind is done already.</returns>
    public bool Curtail()
    {
        if (LeftOf(Anon) == 0 || LeftOf(File) == 0)
        {
            return false;
        }

        (int less, int more) = LeftOf(File) > LeftOf(Anon) ? (Anon, File) : (File, Anon);
        long unscanned = LeftOf(less) * 100 / (_planned[less] + _planned[less + 1] + 1);
        _left[less] = _left[less + 1] = 0;
        for (int list = more; list <= more + 1; list++)
        {
            long scanned = _planned[list] - _left[list];
            _left[list] = Math.Max(0, (_planned[list] * (100 - unscanned) / 100) - scanned);
        }

        return true;
    }

    /// <summary>Pages of a kind of memory, given by its inactive list, that are still to be scanned.</summary>
    private long LeftOf(int inactive) => _left[inactive] + _left[inactive + 1];
}
