namespace FolioModel.Reclaim;

/// <summary>The consequences of verdicts for the folio.</summary>
internal static class FolioVerdicts
{
    /// <summary>Whether the folio belongs on an active list afterwards.</summary>
    public static bool Activates(this FolioVerdict verdict) => verdict is FolioVerdict.Unevictable or FolioVerdict.ActivatedWriteback
        or FolioVerdict.ActivatedMlocked or FolioVerdict.ActivatedReferenced or FolioVerdict.ActivatedExecutable
        or FolioVerdict.ActivatedNoSwap
        or FolioVerdict.ActivatedStillMapped or FolioVerdict.ActivatedPinned or FolioVerdict.ActivatedDirty or FolioVerdict.ActivatedByOwner
        or FolioVerdict.ActivatedPrivate;
}
