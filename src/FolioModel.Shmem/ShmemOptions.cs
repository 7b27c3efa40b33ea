namespace FolioModel.Shmem;

/// <summary>How a shmem file is made.</summary>
public sealed record ShmemOptions
{
    /// <summary>The file's name in reports.</summary>
    public string Name { get; init; } = "shmem";

    /// <summary>Its size in bytes (<c>i_size</c>).</summary>
    public long Size { get; init; }

    /// <summary>When it uses huge pages; null for the mount's policy.</summary>
    public HugePagePolicy? HugePages { get; init; }

    /// <summary>The operations that the file refuses.</summary>
    public FileSeals Seals { get; init; }

    /// <summary>Its pages are not swapped out (<c>SHM_LOCK</c>).</summary>
    public bool Locked { get; init; }
}
