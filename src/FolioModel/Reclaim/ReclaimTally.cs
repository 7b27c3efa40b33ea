namespace FolioModel.Reclaim;

/// <summary>The results for the folios of one list that reclaim went through, in pages.</summary>
/// <remarks>Models <c>struct reclaim_stat</c>.</remarks>
public sealed class ReclaimTally
{
    /// <summary>Freed.</summary>
    public int Reclaimed { get; internal set; }

    /// <summary>Dirty.</summary>
    public int Dirty { get; internal set; }

    /// <summary>Dirty, and not under writeback yet.</summary>
    public int UnqueuedDirty { get; internal set; }

    /// <summary>Under writeback.</summary>
    public int Writeback { get; internal set; }

    /// <summary>Activated, of swap-backed memory.</summary>
    public int ActivatedAnon { get; internal set; }

    /// <summary>Activated, of files.</summary>
    public int ActivatedFile { get; internal set; }

    /// <summary>Kept for a use through a page table.</summary>
    public int KeptReferenced { get; internal set; }

    /// <summary>Could not be unmapped.</summary>
    public int UnmapFailed { get; internal set; }

    /// <summary>Given to their owner or to swap to be written.</summary>
    public int WrittenOut { get; internal set; }

    internal void Clear()
    {
        Reclaimed = Dirty = UnqueuedDirty = Writeback = ActivatedAnon = ActivatedFile = KeptReferenced = UnmapFailed = WrittenOut = 0;
    }
}
