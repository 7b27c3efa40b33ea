namespace FolioModel.Observation;

/// <summary>The groups of invariants, to be combined where some are to be checked and others not.</summary>
[Flags]
public enum InvariantGroups
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A: pages and the page allocator.</summary>
    Pages = 0x1,

    /// <summary>B: reference counts.</summary>
    References = 0x2,

    /// <summary>C: frozen folios and speculative access.</summary>
    Frozen = 0x4,

    /// <summary>D: large folios.</summary>
    Compound = 0x8,

    /// <summary>E: the page cache and its XArray.</summary>
    PageCache = 0x10,

    /// <summary>F: dirty, writeback and their tags.</summary>
    Tags = 0x20,

    /// <summary>G: LRU lists and batches.</summary>
    Lru = 0x40,

    /// <summary>H: reclaim and the working set.</summary>
    Reclaim = 0x80,

    /// <summary>I: locks.</summary>
    Locking = 0x100,

    /// <summary>The invariants of owners of memory, which the owners check: see <see cref="Machine.AddInvariants"/>.</summary>
    Owners = 0x200,

    /// <summary>J: what a step may change.</summary>
    Transitions = 0x400,

    /// <summary>All of them.</summary>
    All = 0x7FF,
}
