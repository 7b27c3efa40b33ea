namespace FolioModel.Hugetlb;

/// <summary>How a file is mapped.</summary>
public sealed record HugetlbMapOptions
{
    /// <summary>Bytes to map, above 0; rounded up to huge pages.</summary>
    public required long Length { get; init; }

    /// <summary>Where in the file the mapping starts, in bytes: a multiple of the huge page.</summary>
    public long Offset { get; init; }

    /// <summary>Writes go to the file (<c>MAP_SHARED</c>); otherwise to private copies (<c>MAP_PRIVATE</c>).</summary>
    public bool Shared { get; init; } = true;

    /// <summary>The mapping may be written to (<c>PROT_WRITE</c>). A writable mapping extends the file to its end.</summary>
    public bool Writable { get; init; } = true;

    /// <summary>No pages are reserved: an access takes a free page that is not reserved, or gets SIGBUS (<c>MAP_NORESERVE</c>).</summary>
    public bool NoReserve { get; init; }
}
