namespace FolioModel.Files;

/// <summary>How one read behaves.</summary>
[Flags]
public enum ReadOptions
{
    /// <summary>Waits for the device, and leaves what it read in the cache.</summary>
    None = 0,

    /// <summary>Does not wait (<c>RWF_NOWAIT</c>): EAGAIN where nothing could be read without.</summary>
    NoWait = 0x1,

    /// <summary>
    /// Drops the folios that it brought in (<c>RWF_DONTCACHE</c>); EOPNOTSUPP before 6.14 (<see cref="KernelProfile.HasUncachedIo"/>).
    /// </summary>
    DontCache = 0x2,
}
