using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>What one run of reclaim is to do, may do and has done.</summary>
/// <remarks>Models <c>struct scan_control</c>.</remarks>
internal sealed class ReclaimControl
{
    /// <summary>The first priority of a run: a 4096th of each list is scanned (<c>DEF_PRIORITY</c>).</summary>
    public const int FirstPriority = 12;

    /// <summary>Pages scanned or freed in one go (<c>SWAP_CLUSTER_MAX</c>).</summary>
    public const int Cluster = 32;

    /// <summary>The group whose limit was met, or null for the memory of the node.</summary>
    public MemoryGroup? Target { get; init; }

    public GfpFlags Gfp { get; init; } = GfpFlags.Kernel;

    public int Order { get; init; }

    /// <summary>Pages to free.</summary>
    public long Wanted { get; init; }

    public bool MayWrite { get; init; } = true;

    public bool MayUnmap { get; init; } = true;

    public bool MaySwap { get; init; } = true;

    /// <summary>The background reclaimer runs, rather than a task that needs the memory.</summary>
    public bool IsBackground { get; init; }

    public bool IsProactive { get; init; }

    /// <summary>Folios go whether they were used or not.</summary>
    public bool IgnoresReferences { get; init; }

    public int Swappiness { get; init; } = 60;

    /// <summary>Each list's share that is scanned: its size shifted right by this.</summary>
    public int Priority { get; set; } = FirstPriority;

    public long Reclaimed { get; set; }

    public long Scanned { get; set; }

    public bool ForcesDeactivation { get; set; }

    /// <summary>Active folios were left alone that could have been deactivated.</summary>
    public bool SkippedDeactivation { get; set; }

    public bool MayDeactivateAnon { get; set; }

    public bool MayDeactivateFile { get; set; }

    public bool TrimsCacheOnly { get; set; }

    public bool FileIsTiny { get; set; }

    public long AnonCost { get; set; }

    public long FileCost { get; set; }

    /// <summary>Every pass goes through all groups, rather than on from where the last run for this group stopped.</summary>
    public bool WalksAll { get; set; }

    public bool IgnoresLow { get; set; }

    public bool SkippedLow { get; set; }

    /// <summary>Whether a group's limit was met, rather than the node short of memory.</summary>
    public bool IsGroupReclaim => Target is not null;
}
