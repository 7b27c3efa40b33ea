namespace FolioModel.Files;

/// <summary>How one write behaves.</summary>
[Flags]
public enum WriteOptions
{
    /// <summary>The page cache has the data afterwards, the device gets it later.</summary>
    None = 0,

    /// <summary>The device has the data before the write returns (<c>RWF_SYNC</c>).</summary>
    Synchronous = 0x1,

    /// <summary>
    /// The folios that it made are written at once and dropped then (<c>RWF_DONTCACHE</c>); EOPNOTSUPP before 6.14
    /// (<see cref="KernelProfile.HasUncachedIo"/>).
    /// </summary>
    DontCache = 0x2,
}
