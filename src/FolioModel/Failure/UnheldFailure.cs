namespace FolioModel.Failure;

/// <summary>Why memory failure holds nothing on a frame that failed.</summary>
internal enum UnheldFailure
{
    /// <summary>The page was on no LRU list and not free: a driver's, an isolated one, or one of a block without a first page.</summary>
    Unhandled,

    /// <summary>It is a part of a large folio that could not be split.</summary>
    Unsplit,
}
