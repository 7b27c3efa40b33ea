namespace FolioModel.Shmem;

/// <summary>For what a folio of a shmem file is wanted.</summary>
/// <remarks>Models <c>enum sgp_type</c>. Up to <see cref="Cache"/> the file's size is a limit.</remarks>
public enum ShmemGetMode
{
    /// <summary>To read: a hole is success without a folio (<c>SGP_READ</c>).</summary>
    Read,

    /// <summary>Only what exists: a hole is <see cref="Errno.ENOENT"/> (<c>SGP_NOALLOC</c>).</summary>
    NoAllocate,

    /// <summary>To map: a hole is filled with zeroes (<c>SGP_CACHE</c>).</summary>
    Cache,

    /// <summary>To write: a hole is filled, the caller takes care of the contents (<c>SGP_WRITE</c>).</summary>
    Write,

    /// <summary>To reserve, as <see cref="Write"/>; what was reserved before is cleared now (<c>SGP_FALLOC</c>).</summary>
    Fallocate,
}
