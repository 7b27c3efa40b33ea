namespace FolioModel.Reclaim;

/// <summary>Why a folio that a scan meets in an oldest generation does not stay there; or that it may be evicted.</summary>
internal enum SortReason
{
    /// <summary>It belongs where it is, and is a candidate for eviction.</summary>
    Candidate,

    /// <summary>It belongs to another generation already, because a walk of page tables promoted it; only the list has to follow.</summary>
    Promoted,

    /// <summary>Its tier is protected: it goes to the next generation and counts for the feedback.</summary>
    Protected,

    /// <summary>Its zone would not help: it goes to the next generation, so that this one can become empty.</summary>
    WrongZone,
}
