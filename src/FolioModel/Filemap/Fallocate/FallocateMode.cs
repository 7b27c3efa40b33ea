namespace FolioModel;

/// <summary>Mode bits of <c>fallocate</c>.</summary>
[Flags]
public enum FallocateMode
{
    /// <summary>Allocate and extend the file.</summary>
    None = 0,

    /// <summary>Do not change the file's size (<c>FALLOC_FL_KEEP_SIZE</c>).</summary>
    KeepSize = 0x01,

    /// <summary>Make a hole (<c>FALLOC_FL_PUNCH_HOLE</c>).</summary>
    PunchHole = 0x02,

    /// <summary><c>FALLOC_FL_NO_HIDE_STALE</c>.</summary>
    NoHideStale = 0x04,

    /// <summary><c>FALLOC_FL_COLLAPSE_RANGE</c>.</summary>
    CollapseRange = 0x08,

    /// <summary><c>FALLOC_FL_ZERO_RANGE</c>.</summary>
    ZeroRange = 0x10,

    /// <summary><c>FALLOC_FL_INSERT_RANGE</c>.</summary>
    InsertRange = 0x20,

    /// <summary><c>FALLOC_FL_UNSHARE_RANGE</c>.</summary>
    UnshareRange = 0x40,
}
