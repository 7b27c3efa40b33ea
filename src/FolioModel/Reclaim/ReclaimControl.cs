using FolioModel.Allocation;
using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>The goal, the limits and the progress of one run of reclaim.</summary>
/// <remarks>Models <c>struct scan_control</c>. <see cref="MemoryReclaim"/> lends them out, so that a run allocates nothing.</remarks>
internal sealed class ReclaimControl
{
    /// <summary>The first priority of a run: a 4096th of each list is scanned (<c>DEF_PRIORITY</c>).</summary>
    public const int FirstPriority = 12;

    /// <summary>Pages scanned or freed in one go (<c>SWAP_CLUSTER_MAX</c>).</summary>
    public const int Cluster = 32;

    private readonly PageAllocator? _allocator;
    private readonly Func<Folio, LruScan> _choose;

    public ReclaimControl(Machine? machine = null)
    {
        _allocator = machine?.Allocator;
        _choose = ChooseOne;
        Clear();
    }

    /// <summary>The group whose limit was met, or null for the memory of the node.</summary>
    public MemoryGroup? Target { get; set; }

    public GfpFlags Gfp { get; set; }

    public int Order { get; set; }

    /// <summary>The highest zone whose pages help (<c>reclaim_idx</c>).</summary>
    public ZoneKind Highest { get; set; }

    /// <summary>Pages to free.</summary>
    public long Wanted { get; set; }

    public bool MayWrite { get; set; }

    public bool MayUnmap { get; set; }

    public bool MaySwap { get; set; }

    /// <summary>The background reclaimer runs, rather than a task that needs the memory.</summary>
    public bool IsBackground { get; set; }

    public bool IsProactive { get; set; }

    /// <summary>Folios go whether they were used or not.</summary>
    public bool IgnoresReferences { get; set; }

    public int Swappiness { get; set; }

    /// <summary>Each list's share that is scanned: its size shifted right by this.</summary>
    public int Priority { get; set; }

    public long Reclaimed { get; set; }

    public long Scanned { get; set; }

    public bool ForcesDeactivation { get; set; }

    /// <summary>Active folios were left alone that could have been deactivated.</summary>
    public bool SkippedDeactivation { get; set; }

    public bool MayDeactivateAnon { get; set; }

    public bool MayDeactivateFile { get; set; }

    public bool TrimsCacheOnly { get; set; }

    /// <summary>A pass that trimmed the page cache only freed nothing.</summary>
    public bool TrimmedInVain { get; set; }

    /// <summary>The page cache is not preferred any more, because that was in vain.</summary>
    public bool NeverTrimsOnly { get; set; }

    public bool FileIsTiny { get; set; }

    public long AnonCost { get; set; }

    public long FileCost { get; set; }

    /// <summary>Every pass goes through all groups, rather than on from where the last run for this group stopped.</summary>
    public bool WalksAll { get; set; }

    public bool IgnoresLow { get; set; }

    public bool SkippedLow { get; set; }

    /// <summary>How many pages of each list the pass scans.</summary>
    public ScanPlan Plan { get; } = new();

    /// <summary>The pages of the list in work, by what became of them.</summary>
    public ReclaimTally Tally { get; } = new();

    /// <summary>Whether a group's limit was met, rather than the node short of memory.</summary>
    public bool IsGroupReclaim => Target is not null;

    /// <summary>Decides which folios of a list are taken; null when all are.</summary>
    public Func<Folio, LruScan>? Choose => MayUnmap && HelpsEverywhere ? null : _choose;

    /// <summary>Whether freeing a frame helps the allocation that the run is for.</summary>
    /// <param name="pfn">The frame.</param>
    public bool Helps(int pfn) => HelpsEverywhere || _allocator!.ZoneOf(pfn).Kind <= Highest;

    private bool HelpsEverywhere => _allocator is null || _allocator.Zones[^1].Kind <= Highest;

    /// <summary>Makes it ready for another run, with everything allowed.</summary>
    public void Clear()
    {
        Target = null;
        Gfp = GfpFlags.Kernel;
        Order = 0;
        Highest = ZoneKind.Movable;
        Wanted = Reclaimed = Scanned = 0;
        MayWrite = MayUnmap = MaySwap = true;
        IsBackground = IsProactive = IgnoresReferences = false;
        Swappiness = 60;
        Priority = FirstPriority;
        ForcesDeactivation = SkippedDeactivation = MayDeactivateAnon = MayDeactivateFile = false;
        TrimsCacheOnly = TrimmedInVain = NeverTrimsOnly = FileIsTiny = false;
        AnonCost = FileCost = 0;
        WalksAll = IgnoresLow = SkippedLow = false;
    }

    /// <summary>
    /// Nothing was freed: gives up sparing one thing, the cheapest to lose first. Active folios are spared again once protected groups are
    /// not: now there is more to take from.
    /// </summary>
    /// <returns>What is not spared any more.</returns>
    public Spared SpareLess()
    {
        Spared spared = !WalksAll ? Spared.OtherGroups
            : SkippedDeactivation ? Spared.ActiveFolios
            : SkippedLow ? Spared.ProtectedGroups
            : Spared.Nothing;
        WalksAll = true;
        switch (spared)
        {
            case Spared.ActiveFolios:
                (SkippedDeactivation, ForcesDeactivation) = (false, true);
                break;
            case Spared.ProtectedGroups:
                (SkippedLow, IgnoresLow, ForcesDeactivation) = (false, true, false);
                break;
        }

        return spared;
    }

    private LruScan ChooseOne(Folio folio) => !Helps(folio.Frame) ? LruScan.Skip
        : !MayUnmap && folio.IsMapped ? LruScan.Rotate
        : LruScan.Take;
}
