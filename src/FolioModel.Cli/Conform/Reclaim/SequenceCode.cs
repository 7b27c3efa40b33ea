namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>An operation of an access sequence, under the numbers of the recordings.</summary>
internal enum SequenceCode : byte
{
    /// <summary><c>pread</c> of one page.</summary>
    Read = 0,

    /// <summary><c>pwrite</c> of one page.</summary>
    Write = 1,

    /// <summary>A load through a mapping.</summary>
    Touch = 2,

    /// <summary>A store through a mapping.</summary>
    TouchWrite = 3,

    /// <summary><c>fsync</c> of a file.</summary>
    Fsync = 4,

    /// <summary><c>posix_fadvise</c> of a whole file.</summary>
    AdviseFile = 5,

    /// <summary><c>madvise</c> of a whole mapping, or of a range of it.</summary>
    AdviseMapping = 6,

    /// <summary>A pause.</summary>
    Sleep = 7,

    /// <summary><c>syncfs</c>.</summary>
    SyncFs = 8,

    /// <summary><c>munmap</c>.</summary>
    Unmap = 9,

    /// <summary>A process is killed.</summary>
    Kill = 10,
}
