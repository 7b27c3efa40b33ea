namespace FolioModel.Observation;

/// <summary>Groups of <see cref="KernelEventKind"/>: an observer is told only of those that it wants.</summary>
[Flags]
public enum KernelEventGroups
{
    /// <summary>No events.</summary>
    None = 0,

    /// <summary>Reference counts, allocation, entries of page caches, new and active LRU folios, folio locks.</summary>
    Pages = 1 << 0,

    /// <summary>The inside of the page allocator: buddy blocks, per-CPU lists, watermarks.</summary>
    Allocator = 1 << 1,

    /// <summary>LRU lists and the batches in front of them.</summary>
    Lists = 1 << 2,

    /// <summary>Hits, misses, readahead, dirty folios, writeback, reclaim, refaults, nodes and marks of page caches.</summary>
    Cache = 1 << 3,

    /// <summary>Spin locks and semaphores, and waits for any lock.</summary>
    Locks = 1 << 4,

    /// <summary>Switches between tasks, scheduling points.</summary>
    Tasks = 1 << 5,

    /// <summary>Faults, entries of page tables, pins.</summary>
    Mappings = 1 << 6,

    /// <summary>Swap slots.</summary>
    Swap = 1 << 7,

    /// <summary>All events.</summary>
    All = (1 << 8) - 1,
}
