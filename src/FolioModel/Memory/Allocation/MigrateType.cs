namespace FolioModel.Allocation;

/// <summary>
/// How the pages of a pageblock are used: free blocks are kept apart by it, so that what cannot move does not mix with what can.
/// </summary>
/// <remarks>Models <c>enum migratetype</c>. The first three have per-CPU lists and lend each other memory.</remarks>
public enum MigrateType
{
    /// <summary>Pages that stay where they are: the kernel's own data, and guest memory.</summary>
    Unmovable = 0,

    /// <summary>Pages that can be migrated.</summary>
    Movable = 1,

    /// <summary>Pages that cannot move but can be given back on demand.</summary>
    Reclaimable = 2,

    /// <summary>Reserved for allocations of order 1 and more that must not sleep.</summary>
    HighAtomic = 3,

    /// <summary>Lent to movable allocations until a driver needs contiguous memory.</summary>
    Cma = 4,

    /// <summary>Taken out of circulation: nothing is allocated from it and its pages do not count as free.</summary>
    Isolate = 5,
}
