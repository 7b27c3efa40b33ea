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

    /// <summary>The pages hold program text (<c>VM_EXEC</c>): reclaim spares it once more than other memory.</summary>
    Executable = 0x8,

    /// <summary>The process reads the pages in order (<c>VM_SEQ_READ</c>): that it used one says nothing about the future.</summary>
    SequentialAccess = 0x10,

    /// <summary>The process reads the pages at random (<c>VM_RAND_READ</c>): that it used one says nothing about the future.</summary>
    RandomAccess = 0x20,
}
