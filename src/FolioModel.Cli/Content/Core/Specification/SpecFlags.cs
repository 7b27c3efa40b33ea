namespace FolioModel.Cli.Content.Specification;

/// <summary>The flags of a folio that operations look at.</summary>
[Flags]
internal enum SpecFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The folio lock is held.</summary>
    Locked = 0x1,

    /// <summary>Used once since the last look.</summary>
    Referenced = 0x2,

    /// <summary>The contents are valid.</summary>
    Uptodate = 0x4,

    /// <summary>The contents are newer than the storage.</summary>
    Dirty = 0x8,

    /// <summary>On an LRU list, and not isolated.</summary>
    Lru = 0x10,

    /// <summary>Belongs on an active list.</summary>
    Active = 0x20,

    /// <summary>Was part of the working set when it was evicted.</summary>
    Workingset = 0x40,

    /// <summary>Private data is attached.</summary>
    Private = 0x80,

    /// <summary>Being written to storage.</summary>
    Writeback = 0x100,

    /// <summary>To be rotated to the tail when writeback ends.</summary>
    Reclaim = 0x400,

    /// <summary>Counted as unevictable.</summary>
    Unevictable = 0x1000,
}
