namespace FolioModel.Reclaim;

/// <summary>The ways on for a folio that was to be evicted and had to stay.</summary>
internal enum KeptFate
{
    /// <summary>It goes back as its flags say.</summary>
    GoesBack,

    /// <summary>Its writeback is under way or due: it goes back as it is, to be evicted when it is clean.</summary>
    WaitsForWriteback,

    /// <summary>It is in use, or failed twice: it joins the youngest generation.</summary>
    BecomesYoung,

    /// <summary>Nothing speaks against it any more: a writeback has just ended, or a lock was given up. It is judged once more.</summary>
    IsJudgedAgain,
}
