namespace FolioModel.Reclaim;

/// <summary>The decisions of reclaim about a folio, with their reasons.</summary>
/// <remarks>Models the ways through <c>shrink_folio_list</c>, in their order.</remarks>
public enum FolioVerdict
{
    /// <summary>Kept: another task has the folio locked.</summary>
    KeptLocked,

    /// <summary>Kept: it is large and a part of it failed; unmapping cannot deal with that.</summary>
    KeptPoisoned,

    /// <summary>Unmapped and let go because its memory failed: it is on no list from then on, and stays with its other holders.</summary>
    DroppedPoisoned,

    /// <summary>Put back as unevictable: locked in memory, or its mapping is unevictable.</summary>
    Unevictable,

    /// <summary>Kept: it is mapped, and this run may not unmap.</summary>
    KeptMapped,

    /// <summary>Activated: writeback is under way; when it ends, the folio goes to the tail.</summary>
    ActivatedWriteback,

    /// <summary>Activated: an area that is locked in memory maps it.</summary>
    ActivatedMlocked,

    /// <summary>Activated: used through page tables more than once since the last look.</summary>
    ActivatedReferenced,

    /// <summary>Activated: used as program text.</summary>
    ActivatedExecutable,

    /// <summary>Kept: used through a page table once since the last look; the next use activates it.</summary>
    KeptReferenced,

    /// <summary>Kept: it must go to swap, and this run may not do input and output, or the folio may be pinned.</summary>
    KeptUnswappable,

    /// <summary>Activated: there is no room in swap for it.</summary>
    ActivatedNoSwap,

    /// <summary>Activated: some process still maps it after the attempt to unmap it.</summary>
    ActivatedStillMapped,

    /// <summary>Activated: it is pinned for direct access.</summary>
    ActivatedPinned,

    /// <summary>Activated: a dirty file folio, which the flushers write; when they have, it goes to the tail.</summary>
    ActivatedDirty,

    /// <summary>Kept: dirty, and used or not to be written by this run.</summary>
    KeptDirty,

    /// <summary>Kept: dirty, and another reference is held, so that writing it would be in vain.</summary>
    KeptBusy,

    /// <summary>Kept: it was written, or is being written.</summary>
    KeptWritten,

    /// <summary>Activated: its owner refused to write it.</summary>
    ActivatedByOwner,

    /// <summary>Activated: its private data could not be released.</summary>
    ActivatedPrivate,

    /// <summary>Kept: it belongs to no mapping.</summary>
    KeptNoMapping,

    /// <summary>Kept: another reference is held, or it became dirty.</summary>
    KeptReferenceHeld,

    /// <summary>Freed, with a shadow in its place.</summary>
    Reclaimed,
}
