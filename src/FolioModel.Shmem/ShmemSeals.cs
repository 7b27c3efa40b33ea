namespace FolioModel.Shmem;

/// <summary>What may no longer be done to a file (<c>F_ADD_SEALS</c>).</summary>
[Flags]
public enum ShmemSeals
{
    /// <summary>Everything may be done.</summary>
    None = 0,

    /// <summary>The size does not shrink (<c>F_SEAL_SHRINK</c>).</summary>
    Shrink = 0x2,

    /// <summary>The size does not grow (<c>F_SEAL_GROW</c>).</summary>
    Grow = 0x4,

    /// <summary>The contents do not change (<c>F_SEAL_WRITE</c>).</summary>
    Write = 0x8,

    /// <summary>No new writers; existing shared mappings may go on (<c>F_SEAL_FUTURE_WRITE</c>).</summary>
    FutureWrite = 0x10,
}
