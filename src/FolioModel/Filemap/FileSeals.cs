namespace FolioModel;

/// <summary>Operations that a memory file refuses from now on (<c>F_ADD_SEALS</c>); seals are only ever added.</summary>
[Flags]
public enum FileSeals
{
    /// <summary>No operation is forbidden.</summary>
    None = 0,

    /// <summary>The file must not become smaller (<c>F_SEAL_SHRINK</c>).</summary>
    Shrink = 0x2,

    /// <summary>The file must not become larger (<c>F_SEAL_GROW</c>).</summary>
    Grow = 0x4,

    /// <summary>The contents must not change (<c>F_SEAL_WRITE</c>).</summary>
    Write = 0x8,

    /// <summary>The contents must not change, except through mappings that exist already (<c>F_SEAL_FUTURE_WRITE</c>).</summary>
    FutureWrite = 0x10,
}
