namespace FolioModel;

/// <summary>The options of a lookup in the page cache.</summary>
/// <remarks>Models the <c>FGP_*</c> flags; the order hint of <c>fgf_set_order</c> is a parameter of its own.</remarks>
[Flags]
public enum FindFolioFlags
{
    /// <summary>Only find what is there (<c>filemap_get_folio</c>).</summary>
    None = 0,

    /// <summary>Note the use (<c>FGP_ACCESSED</c>): mark an existing folio accessed, make a new one referenced.</summary>
    Accessed = 0x1,

    /// <summary>Return the folio locked (<c>FGP_LOCK</c>).</summary>
    Lock = 0x2,

    /// <summary>Allocate and insert a folio where none is (<c>FGP_CREAT</c>).</summary>
    Create = 0x4,

    /// <summary>The caller will write (<c>FGP_WRITE</c>).</summary>
    Write = 0x8,

    /// <summary>Do not re-enter the filesystem to get memory (<c>FGP_NOFS</c>).</summary>
    NoFs = 0x10,

    /// <summary>Do not wait (<c>FGP_NOWAIT</c>): <see cref="Errno.EAGAIN"/> where a wait would be needed.</summary>
    NoWait = 0x20,

    /// <summary>Return a new folio unlocked, for a page fault (<c>FGP_FOR_MMAP</c>).</summary>
    ForMmap = 0x40,

    /// <summary>Wait for writeback where the mapping needs stable pages (<c>FGP_STABLE</c>).</summary>
    Stable = 0x80,

    /// <summary>
    /// The folio is wanted for this input or output only (<c>FGP_DONTCACHE</c>, since 6.14): a new one is marked to leave the cache
    /// afterwards. A lookup without it takes that mark away.
    /// </summary>
    DontCache = 0x100,

    /// <summary>The flags of <c>filemap_grab_folio</c>.</summary>
    Grab = Lock | Accessed | Create,

    /// <summary>The flags of <c>FGP_WRITEBEGIN</c>.</summary>
    WriteBegin = Lock | Write | Create | Stable,
}
