namespace FolioModel.Reclaim;

/// <summary>The ways to run the background reclaimer when allocations have woken it.</summary>
public enum BackgroundReclaim
{
    /// <summary>
    /// The embedder, when it likes: it calls <see cref="BackgroundReclaimer.Balance"/>, or runs <see cref="BackgroundReclaimer.Run"/> as a
    /// task of its scheduler.
    /// </summary>
    ByEmbedder = 0,

    /// <summary>
    /// The allocation that wakes it, before it goes on: as if a CPU of its own did the work in no time. Allocations that may not sleep
    /// leave it to the next one that may; so do tasks that run suspended.
    /// </summary>
    AtOnce = 1,
}
