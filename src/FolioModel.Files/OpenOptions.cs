namespace FolioModel.Files;

/// <summary>How a file is opened.</summary>
[Flags]
public enum OpenOptions
{
    /// <summary>Reads and writes go through the page cache.</summary>
    None = 0,

    /// <summary>Each write is on the device before it returns (<c>O_SYNC</c>).</summary>
    Synchronous = 0x1,

    /// <summary>Reads and writes go past the page cache (<c>O_DIRECT</c>).</summary>
    Direct = 0x2,

    /// <summary>Each write goes to the end (<c>O_APPEND</c>).</summary>
    Append = 0x4,
}
