namespace FolioModel;

/// <summary>
/// The result of an operation that the kernel lets fail: <see cref="None"/> (0) or a negative Linux error number.
/// </summary>
/// <remarks>Values are those of x86-64 Linux, negated as kernel functions return them.</remarks>
public enum Errno
{
    /// <summary>Success.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = -1,

    /// <summary>No such entry: the page cache has no folio at that index.</summary>
    ENOENT = -2,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = -4,

    /// <summary>Input or output error.</summary>
    EIO = -5,

    /// <summary>No such device or address.</summary>
    ENXIO = -6,

    /// <summary>Bad file descriptor.</summary>
    EBADF = -9,

    /// <summary>Try again: a lock was busy, or a reference count was not the expected one.</summary>
    EAGAIN = -11,

    /// <summary>Out of memory.</summary>
    ENOMEM = -12,

    /// <summary>Permission denied: the mapping does not allow it.</summary>
    EACCES = -13,

    /// <summary>Bad address: no such memory slot or no file behind it.</summary>
    EFAULT = -14,

    /// <summary>Device or resource busy.</summary>
    EBUSY = -16,

    /// <summary>Something is already there.</summary>
    EEXIST = -17,

    /// <summary>No such device: the file cannot be mapped.</summary>
    ENODEV = -19,

    /// <summary>Invalid argument.</summary>
    EINVAL = -22,

    /// <summary>Too many open files.</summary>
    EMFILE = -24,

    /// <summary>Inappropriate ioctl for the device.</summary>
    ENOTTY = -25,

    /// <summary>File too large.</summary>
    EFBIG = -27,

    /// <summary>No space left.</summary>
    ENOSPC = -28,

    /// <summary>Illegal seek.</summary>
    ESPIPE = -29,

    /// <summary>Result out of range.</summary>
    ERANGE = -34,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = -95,

    /// <summary>The memory page has a hardware error.</summary>
    EHWPOISON = -133,
}
