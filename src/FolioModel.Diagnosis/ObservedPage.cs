namespace FolioModel.Diagnosis;

/// <summary>The state of one page or folio of a real kernel, as a text or a command line told it.</summary>
public sealed record ObservedPage
{
    /// <summary>Where it was read: file and line, or <c>command line</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The folio's reference count, or null where the text has none (<c>page-types</c>).</summary>
    public int? RefCount { get; init; }

    /// <summary>How many page-table entries map the folio, as far as the text tells: see <see cref="MapCountIsExact"/>.</summary>
    public int MapCount { get; init; }

    /// <summary>False where more entries may map the folio: dumps before 6.9 print the count of one page of a large folio.</summary>
    public bool MapCountIsExact { get; init; } = true;

    /// <summary>The folio's order.</summary>
    public int Order { get; init; }

    /// <summary>False where the flags say that the folio is large and the text does not say how large.</summary>
    public bool OrderIsKnown { get; init; } = true;

    /// <summary>The flags that the model has.</summary>
    public FolioFlags Flags { get; init; }

    /// <summary>False where the text has no line of flags.</summary>
    public bool FlagsAreKnown { get; init; } = true;

    /// <summary>Flags that the model does not have, by the names that the kernel prints.</summary>
    public IReadOnlyList<string> OtherFlags { get; init; } = [];

    /// <summary>The use of the page.</summary>
    public PageKind Kind { get; init; }

    /// <summary>Whether the page has a mapping: it is in a file's page cache, or in the swap cache.</summary>
    public bool HasMapping { get; init; }

    /// <summary>How often a large folio is pinned, or null where the text does not tell.</summary>
    public int? PinCount { get; init; }

    /// <summary>The count of mapped pages that a dump of a large folio prints (<c>nr_pages_mapped</c>), or null.</summary>
    public int? PagesMapped { get; init; }

    /// <summary>The reference count in the raw words of a dump, read an instant after <see cref="RefCount"/>, or null.</summary>
    public int? LaterRefCount { get; init; }

    /// <summary>The page frame number, or null.</summary>
    public ulong? Pfn { get; init; }

    /// <summary>Why the kernel printed the page, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The kernel's release, or null where the text does not tell.</summary>
    public KernelRelease? Kernel { get; init; }

    /// <summary>The functions of the call trace that follows a dump, innermost first.</summary>
    public IReadOnlyList<string> Stack { get; init; } = [];

    /// <summary>The number of base pages.</summary>
    public int Pages => 1 << Order;

    /// <summary>Whether the folio is in the page cache of a file.</summary>
    public bool IsCached => HasMapping && Kind is PageKind.File or PageKind.Shmem or PageKind.Hugetlb or PageKind.GuestMemfd
        && (Flags & FolioFlags.SwapCache) == 0;

    /// <summary>Whether a flag is set.</summary>
    /// <param name="flag">The flag.</param>
    public bool Has(FolioFlags flag) => (Flags & flag) != 0;
}
