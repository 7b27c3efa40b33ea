namespace FolioModel;

/// <summary>The flags of a folio (the kernel's page flags, without the <c>PG_</c> prefix).</summary>
/// <remarks>The low bits are numbered as in the recordings of a real kernel, so that a state can be compared as one number.</remarks>
[Flags]
public enum FolioFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The folio lock is held.</summary>
    Locked = 0x1,

    /// <summary>Used once since the last look (the second chance's first bit).</summary>
    Referenced = 0x2,

    /// <summary>The contents are valid.</summary>
    Uptodate = 0x4,

    /// <summary>The contents are newer than the storage.</summary>
    Dirty = 0x8,

    /// <summary>On an LRU list, and not isolated.</summary>
    Lru = 0x10,

    /// <summary>Belongs on an active list.</summary>
    Active = 0x20,

    /// <summary>Was active before, or its refault showed thrashing.</summary>
    Workingset = 0x40,

    /// <summary>A filesystem attached private data.</summary>
    Private = 0x80,

    /// <summary>Input or output to storage is in flight.</summary>
    Writeback = 0x100,

    /// <summary>The head of a compound folio, order 1 or more (<c>PG_head</c>).</summary>
    Large = 0x200,

    /// <summary>Rotate to the tail when writeback ends; the same bit marks where the next readahead starts.</summary>
    Reclaim = 0x400,

    /// <summary>Memory that goes to swap, not to a file: it counts as anon on the LRU.</summary>
    SwapBacked = 0x800,

    /// <summary>Counted as unevictable.</summary>
    Unevictable = 0x1000,

    /// <summary>Blocks on disk are mapped.</summary>
    MappedToDisk = 0x4000,

    /// <summary>A task sleeps on the lock or on writeback.</summary>
    Waiters = 0x8000,

    /// <summary>Not used since idle tracking marked it.</summary>
    Idle = 0x10000,

    /// <summary>Inside a locked memory area of a process.</summary>
    Mlocked = 0x20000,

    /// <summary>On a list of the multi-generation LRU.</summary>
    OnGeneration = 0x40000,

    /// <summary>The memory failed.</summary>
    HwPoison = 0x80000,

    /// <summary>Some page of this large folio failed.</summary>
    HasHwPoisoned = 0x100000,

    /// <summary>In the swap cache.</summary>
    SwapCache = 0x200000,

    /// <summary>A copy to the filesystem cache is in flight.</summary>
    Private2 = 0x400000,

    /// <summary>Anonymous memory.</summary>
    Anon = 0x800000,

    /// <summary>A huge page of a pool (<c>PG_hugetlb</c>), see <see cref="Owners.IHugePagePool"/>.</summary>
    Hugetlb = 0x1000000,

    /// <summary>Used since young tracking looked last.</summary>
    Young = 0x2000000,

    /// <summary>Anonymous memory that one process has for itself (<c>PG_anon_exclusive</c>).</summary>
    AnonExclusive = 0x4000000,

    /// <summary>
    /// Two bits that count further uses of a folio that is <see cref="Workingset"/> already, with the multi-generation LRU
    /// (<c>LRU_REFS_MASK</c>).
    /// </summary>
    LruRefs = 0x18000000,

    /// <summary>Leaves the cache when its input or output is done (<c>PG_dropbehind</c>, since 6.14).</summary>
    DropBehind = 0x20000000,

    /// <summary>Flags that a page must not carry when it is freed (<c>PAGE_FLAGS_CHECK_AT_FREE</c>).</summary>
    CheckAtFree = Lru | Locked | Private | Private2 | Writeback | Active | Unevictable | Mlocked | OnGeneration,

    /// <summary>Flags that a fresh page must not carry: all but <see cref="HwPoison"/> (<c>PAGE_FLAGS_CHECK_AT_PREP</c>).</summary>
    CheckAtPrep = ~HwPoison,
}
