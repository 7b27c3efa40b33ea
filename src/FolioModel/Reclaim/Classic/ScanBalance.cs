namespace FolioModel.Reclaim;

/// <summary>How a pass divides its scanning between anonymous memory and files.</summary>
/// <param name="Reason">What decided.</param>
/// <param name="Anon">The weight of anonymous memory.</param>
/// <param name="File">The weight of files.</param>
/// <remarks>Models what <c>get_scan_count</c> decides.</remarks>
internal readonly record struct ScanBalance(BalanceReason Reason, long Anon, long File)
{
    private bool IsByCost => Reason == BalanceReason.Cost;

    /// <summary>Files alone are scanned.</summary>
    public static ScanBalance FilesOnly(BalanceReason reason) => new(reason, 0, 1);

    /// <summary>Anonymous memory alone is scanned.</summary>
    public static ScanBalance AnonOnly(BalanceReason reason) => new(reason, 1, 0);

    /// <summary>Both kinds are scanned in full.</summary>
    public static ScanBalance Both(BalanceReason reason) => new(reason, 1, 1);

    /// <summary>
    /// The cheaper kind is scanned more. A kind's cost is set off against the cost of both and its own once more: a kind that caused all of
    /// the cost is scanned half as much as one that caused none, never less, so that a change of the workload is noticed.
    /// </summary>
    /// <param name="swappiness">How the owner of the machine weighs the two, 0 to 200; 100 for alike.</param>
    /// <param name="anonCost">The recent cost of reclaiming anonymous memory.</param>
    /// <param name="fileCost">That of files.</param>
    public static ScanBalance ByCost(int swappiness, long anonCost, long fileCost)
    {
        long both = anonCost + fileCost;
        long anonShare = both + anonCost;
        long fileShare = both + fileCost;
        long whole = anonShare + fileShare + 1;
        return new ScanBalance(
            BalanceReason.Cost, swappiness * whole / (anonShare + 1), (Swappiness.Most - swappiness) * whole / (fileShare + 1));
    }

    /// <summary>The part of a list's scan that the balance leaves.</summary>
    /// <param name="list">The list.</param>
    /// <param name="pages">The scan that the urgency alone asks for, in pages.</param>
    public long Of(LruListKind list, long pages)
    {
        long weight = list is LruListKind.InactiveAnon or LruListKind.ActiveAnon ? Anon : File;
        return IsByCost ? pages * weight / (Anon + File) : pages * weight;
    }
}
