namespace FolioModel.XArrays;

/// <summary>One of the three marks that every entry can carry, or, as a filter of searches, "any entry that is present".</summary>
/// <remarks>
/// The page cache calls the marks dirty, writeback and towrite. In an allocating array <see cref="Mark0"/> means "this id is free".
/// </remarks>
public enum XMark
{
    /// <summary>Mark 0; page cache: dirty; allocating arrays: free.</summary>
    Mark0 = 0,

    /// <summary>Mark 1; page cache: under writeback.</summary>
    Mark1 = 1,

    /// <summary>Mark 2; page cache: to be written by the writeback pass that tagged it.</summary>
    Mark2 = 2,

    /// <summary>No mark but a filter: every present entry (<c>XA_PRESENT</c>).</summary>
    Present = 8,
}
