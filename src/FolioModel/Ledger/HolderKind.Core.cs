namespace FolioModel.Ledger;

/// <content>The kinds of holders that the core itself has.</content>
public readonly partial struct HolderKind
{
    /// <summary>R01: the allocation's own reference, held by the caller that asked for the folio.</summary>
    public static HolderKind Allocation => new(Ids.Allocation);

    /// <summary>R02: the page cache, one for each base page of the folio.</summary>
    public static HolderKind PageCache => new(Ids.PageCache);

    /// <summary>R03: a slot of a CPU's lru_add batch.</summary>
    public static HolderKind LruAddBatch => new(Ids.LruAddBatch);

    /// <summary>R04: a slot of another LRU batch of a CPU (activate, deactivate, move_tail).</summary>
    public static HolderKind LruBatch => new(Ids.LruBatch);

    /// <summary>R05: a slot of a CPU's mlock batch.</summary>
    public static HolderKind MlockBatch => new(Ids.MlockBatch);

    /// <summary>R06: isolation from the LRU.</summary>
    public static HolderKind Isolation => new(Ids.Isolation);

    /// <summary>R07: private data of a filesystem, one for the whole folio.</summary>
    public static HolderKind Private => new(Ids.Private);

    /// <summary>R09: an entry of a page table, one for each mapping.</summary>
    public static HolderKind PageTable => new(Ids.PageTable);

    /// <summary>R10: pages got for direct access (<c>FOLL_GET</c>), one for each.</summary>
    public static HolderKind GupGet => new(Ids.GupGet);

    /// <summary>R11 and R12: pages pinned for direct access (<c>FOLL_PIN</c>): 1024 each on a small folio, 1 each on a large one.</summary>
    public static HolderKind GupPin => new(Ids.GupPin);

    /// <summary>R13: a speculative reference, taken from a pointer that may be stale.</summary>
    public static HolderKind Speculative => new(Ids.Speculative);

    /// <summary>R14: the reference that a lookup hands to its caller: one, for a folio of any order.</summary>
    public static HolderKind Lookup => new(Ids.Lookup);

    /// <summary>An explicit <c>folio_get</c> on top of a reference already held.</summary>
    public static HolderKind Get => new(Ids.Get);

    /// <summary>R15: the swap cache, one for each base page.</summary>
    public static HolderKind SwapCache => new(Ids.SwapCache);

    /// <summary>R17: a split in progress, or a part it left to its caller.</summary>
    public static HolderKind Split => new(Ids.Split);

    /// <summary>R18: memory failure keeps a bad page out of the allocator.</summary>
    public static HolderKind MemoryFailure => new(Ids.MemoryFailure);

    /// <summary>The rows of the core, by number.</summary>
    internal static HolderKindRow[] CoreRows() =>
    [
        new("caller (allocation)", HolderClass.Temporary, "the caller that asked for the folio", HolderTraits.HeldByTask, "R01"),
        new("page cache", HolderClass.Expected, "the entry in the page cache, one for each page", HolderTraits.None, "R02"),
        new("lru_add batch", HolderClass.Spurious, "a slot of a CPU's lru_add batch", HolderTraits.None, "R03"),
        new("LRU batch", HolderClass.Spurious, "a slot of another LRU batch of a CPU", HolderTraits.None, "R04"),
        new("mlock batch", HolderClass.Spurious, "a slot of a CPU's mlock batch", HolderTraits.None, "R05"),
        new("isolation", HolderClass.Temporary, "isolation from the LRU", HolderTraits.HeldByTask | HolderTraits.HasOwnEnd, "R06"),
        new("private data", HolderClass.Expected, "private data of a filesystem", HolderTraits.None, "R07"),
        new("page table", HolderClass.Expected, "an entry of a page table", HolderTraits.None, "R09"),
        new("GUP get", HolderClass.Temporary, "a page got for direct access", HolderTraits.HeldByTask | HolderTraits.HasOwnEnd, "R10"),
        new("GUP pin", HolderClass.Temporary, "a page pinned for direct access", HolderTraits.HeldByTask | HolderTraits.HasOwnEnd,
            "R11, R12"),
        new("speculative", HolderClass.Spurious, "a lookup that has not yet looked again", HolderTraits.HeldByTask, "R13"),
        new("caller (lookup)", HolderClass.Temporary, "the caller of a lookup", HolderTraits.HeldByTask, "R14"),
        new("caller (get)", HolderClass.Temporary, "one more on top of one already held", HolderTraits.HeldByTask, null),
        new("swap cache", HolderClass.Expected, "the entry in the swap cache, one for each page", HolderTraits.None, "R15"),
        new("caller (split)", HolderClass.Temporary, "a part of a folio that is being split", HolderTraits.HeldByTask, "R17"),
        new("memory failure", HolderClass.Expected, "keeps a page with a hardware error out of the allocator", HolderTraits.None, "R18"),
    ];

    /// <summary>The numbers of the core's kinds, as constants for its switches.</summary>
    internal static class Ids
    {
        public const byte Allocation = 0;
        public const byte PageCache = 1;
        public const byte LruAddBatch = 2;
        public const byte LruBatch = 3;
        public const byte MlockBatch = 4;
        public const byte Isolation = 5;
        public const byte Private = 6;
        public const byte PageTable = 7;
        public const byte GupGet = 8;
        public const byte GupPin = 9;
        public const byte Speculative = 10;
        public const byte Lookup = 11;
        public const byte Get = 12;
        public const byte SwapCache = 13;
        public const byte Split = 14;
        public const byte MemoryFailure = 15;
    }
}
