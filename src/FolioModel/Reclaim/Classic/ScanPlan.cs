namespace FolioModel.Reclaim;

/// <summary>How many pages of each classic list one pass scans, and how many of them are still to be scanned.</summary>
internal sealed class ScanPlan
{
    /// <summary>The evictable lists: for anonymous memory and for files, an inactive and an active one each.</summary>
    public const int Lists = 4;

    private const int ListsOfKind = 2;
    private const int Percent = 100;

    private readonly ListScan[] _scans = new ListScan[Lists];

    /// <summary>Whether only active anonymous pages are left, for which alone no pass goes on.</summary>
    public bool IsDone => _scans[(int)LruListKind.InactiveAnon].Left == 0 && OfKind(LruListKind.InactiveFile).Left == 0;

    /// <summary>Plans the scan of a list.</summary>
    public void Set(LruListKind list, long pages) => _scans[(int)list] = new ListScan(pages);

    /// <summary>Takes the next portion of a list's scan, at most a cluster.</summary>
    /// <returns>Pages to scan now.</returns>
    public long TakePortion(LruListKind list)
    {
        ref ListScan scan = ref _scans[(int)list];
        long portion = Math.Min(scan.Left, ReclaimControl.Cluster);
        scan.Left -= portion;
        return portion;
    }

    /// <summary>
    /// Enough is freed. The kind of memory that has less left to scan is done; of the other kind only the share is scanned that was
    /// scanned of the first, so that both kinds keep the balance that was planned.
    /// </summary>
    /// <returns>False when one kind is done already.</returns>
    public bool Curtail()
    {
        ListScan anon = OfKind(LruListKind.InactiveAnon);
        ListScan file = OfKind(LruListKind.InactiveFile);
        if (anon.Left == 0 || file.Left == 0)
        {
            return false;
        }

        bool anonIsNearer = file.Left > anon.Left;
        ListScan nearer = anonIsNearer ? anon : file;

        // One page more than planned, so that a kind of which nothing was planned divides by something.
        long skipped = nearer.Left * Percent / (nearer.Planned + 1);
        Limit(anonIsNearer ? LruListKind.InactiveAnon : LruListKind.InactiveFile, 0);
        Limit(anonIsNearer ? LruListKind.InactiveFile : LruListKind.InactiveAnon, Percent - skipped);
        return true;
    }

    /// <summary>Both lists of a kind of memory together.</summary>
    /// <param name="inactive">The kind's inactive list.</param>
    private ListScan OfKind(LruListKind inactive)
    {
        ListScan one = _scans[(int)inactive];
        ListScan other = _scans[(int)inactive + 1];
        return new ListScan(one.Planned + other.Planned) { Left = one.Left + other.Left };
    }

    private void Limit(LruListKind inactive, long percent)
    {
        foreach (ref ListScan scan in _scans.AsSpan((int)inactive, ListsOfKind))
        {
            scan.LimitTo(percent);
        }
    }

    /// <summary>The scan of one list, in pages.</summary>
    private struct ListScan(long planned)
    {
        public readonly long Planned = planned;
        public long Left = planned;

        /// <summary>Leaves only what is missing to a share of the plan.</summary>
        public void LimitTo(long percent)
        {
            long scanned = Planned - Left;
            Left = Math.Max(0, (Planned * percent / Percent) - scanned);
        }
    }
}
