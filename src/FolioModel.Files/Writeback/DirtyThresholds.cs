namespace FolioModel.Files;

/// <summary>The limits on dirty memory at one moment, in pages, and what is dirty.</summary>
/// <param name="Available">Pages that could be dirty: free ones and those of files, less reserves.</param>
/// <param name="Background">From here on the flusher writes.</param>
/// <param name="Limit">Writers must stay below.</param>
/// <param name="Dirty">Pages that are dirty or under writeback.</param>
/// <remarks>Models the global part of <c>struct dirty_throttle_control</c>.</remarks>
public readonly record struct DirtyThresholds(long Available, long Background, long Limit, long Dirty)
{
    /// <summary>Below it writers are not slowed down (<c>dirty_freerun_ceiling</c>).</summary>
    public long FreeRun => (Limit + Background) / 2;

    /// <summary>Whether so little is dirty that writers are not slowed down.</summary>
    public bool IsFree => Dirty <= FreeRun;

    /// <summary>Whether more is dirty than may be.</summary>
    public bool IsExceeded => Dirty > Limit;
}
