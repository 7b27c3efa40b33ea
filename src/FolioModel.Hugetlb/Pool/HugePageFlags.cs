namespace FolioModel.Hugetlb;

/// <summary>The flags that a pool keeps for one of its folios, besides the folio's own flags.</summary>
/// <remarks>
/// Models the hugetlb bits that the kernel keeps in <c>folio->private</c>, numbered as in the recordings of a real kernel.
/// </remarks>
[Flags]
public enum HugePageFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A reservation was used for it and is given back should it be freed before it is in the page cache.</summary>
    RestoreReserve = 0x200,

    /// <summary>Settled in its place: it may be isolated and moved.</summary>
    Migratable = 0x400,

    /// <summary>Not meant to stay in the pool: freed to the page allocator at the last put.</summary>
    Temporary = 0x800,

    /// <summary>On the pool's free list.</summary>
    Freed = 0x1000,
}
