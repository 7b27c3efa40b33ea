namespace FolioModel.Files;

/// <summary>How a range of a file will be used.</summary>
/// <remarks>Models the advice of <c>posix_fadvise</c>, under its numbers.</remarks>
public enum FileAdvice
{
    /// <summary>No special use (<c>POSIX_FADV_NORMAL</c>).</summary>
    Normal = 0,

    /// <summary>At random: no readahead (<c>POSIX_FADV_RANDOM</c>).</summary>
    Random = 1,

    /// <summary>In order: windows of twice the size (<c>POSIX_FADV_SEQUENTIAL</c>).</summary>
    Sequential = 2,

    /// <summary>Soon: the range is read now (<c>POSIX_FADV_WILLNEED</c>).</summary>
    WillNeed = 3,

    /// <summary>Not soon: clean, unused folios of the range go (<c>POSIX_FADV_DONTNEED</c>).</summary>
    DontNeed = 4,

    /// <summary>Once: uses through this open file do not count (<c>POSIX_FADV_NOREUSE</c>).</summary>
    NoReuse = 5,
}
