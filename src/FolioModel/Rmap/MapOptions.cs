namespace FolioModel.Rmap;

/// <summary>How a part of a file is mapped into a process.</summary>
[Flags]
public enum MapOptions
{
    /// <summary>Private and read-only.</summary>
    None = 0,

    /// <summary>Writing changes the file (<c>MAP_SHARED</c>); otherwise it makes a copy for the process.</summary>
    Shared = 0x1,

    /// <summary>The process may write (<c>PROT_WRITE</c>).</summary>
    Writable = 0x2,

    /// <summary>The pages stay in memory (<c>VM_LOCKED</c>).</summary>
    Locked = 0x4,
}
