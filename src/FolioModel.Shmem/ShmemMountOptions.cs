namespace FolioModel.Shmem;

/// <summary>How a tmpfs is mounted.</summary>
public sealed record ShmemMountOptions
{
    /// <summary>Pages that all its files may have together; 0 for no limit (<c>size=</c>, <c>nr_blocks=</c>).</summary>
    public long MaxPages { get; init; }

    /// <summary>When its files use huge pages (<c>huge=</c>).</summary>
    public HugePagePolicy HugePages { get; init; }

    /// <summary>Its files are never swapped out (<c>noswap</c>).</summary>
    public bool NoSwap { get; init; }
}
