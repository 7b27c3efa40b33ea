namespace FolioModel;

/// <summary>Every reason for which somebody can own a reference to a folio.</summary>
/// <remarks>The members are the rows R01 to R22 of the reference table in <c>docs/learn/references.md</c>.</remarks>
public enum HolderKind : byte
{
    /// <summary>R01: the allocation's own reference, with whoever asked for the folio.</summary>
    Allocation,

    /// <summary>R02: the page cache, one for each base page of the folio.</summary>
    PageCache,

    /// <summary>R03: a slot of a CPU's lru_add batch.</summary>
    LruAddBatch,

    /// <summary>R04: a slot of another LRU batch of a CPU (activate, deactivate, lazyfree, move_tail).</summary>
    LruBatch,

    /// <summary>R05: a slot of a CPU's mlock batch.</summary>
    MlockBatch,

    /// <summary>R06: isolation from the LRU.</summary>
    Isolation,

    /// <summary>R07: private data of a filesystem, one for the whole folio.</summary>
    Private,

    /// <summary>R08: a copy to the filesystem cache.</summary>
    Private2,

    /// <summary>R09: an entry of a page table, one for each mapping.</summary>
    PageTable,

    /// <summary>R10: pages got for direct access (<c>FOLL_GET</c>), one for each.</summary>
    GupGet,

    /// <summary>R11 and R12: pages pinned for direct access (<c>FOLL_PIN</c>): 1024 each on a small folio, 1 each on a large one.</summary>
    GupPin,

    /// <summary>R13: a speculative reference, taken from a pointer that may be stale.</summary>
    Speculative,

    /// <summary>R14: what a lookup hands to its caller, one whatever the order.</summary>
    Lookup,

    /// <summary>An explicit <c>folio_get</c> on top of a reference already held.</summary>
    Get,

    /// <summary>R15: the swap cache, one for each base page.</summary>
    SwapCache,

    /// <summary>R16: the destination of a migration.</summary>
    MigrationTarget,

    /// <summary>R17: a split in progress, or a part it left to its caller.</summary>
    Split,

    /// <summary>R18: memory failure keeps a bad page out of the allocator.</summary>
    MemoryFailure,

    /// <summary>R19: KVM between getting a pfn and installing the guest's mapping.</summary>
    KvmPfn,

    /// <summary>R20: whoever took a huge page from a hugetlb pool: what <see cref="Allocation"/> is for the page allocator.</summary>
    HugetlbUser,

    /// <summary>R21: the scan of the deferred-split queue.</summary>
    DeferredSplit,

    /// <summary>R22: isolation of a hugetlb folio.</summary>
    HugetlbIsolation,
}
