namespace FolioModel.Files;

/// <summary>The purposes of requests to a device.</summary>
public enum DeviceRequestKind
{
    /// <summary>Fills locked folios of the page cache.</summary>
    Read,

    /// <summary>Fills locked folios of the page cache with zeroes, because the file has a hole there. No device sees it.</summary>
    ZeroFill,

    /// <summary>Writes folios that are under writeback.</summary>
    Writeback,

    /// <summary>Reads into the memory of a process, past the page cache.</summary>
    DirectRead,

    /// <summary>Writes from the memory of a process, past the page cache.</summary>
    DirectWrite,
}
