namespace FolioModel.Lru;

/// <summary>The folio batches of a CPU, in the order of the recordings.</summary>
/// <remarks>Models the members of <c>struct cpu_fbatches</c>.</remarks>
public enum LruBatchKind
{
    /// <summary>Folios that wait to be put on a list for the first time.</summary>
    Add = 0,

    /// <summary>File folios to be deactivated because invalidation failed.</summary>
    DeactivateFile = 1,

    /// <summary>Folios to be deactivated.</summary>
    Deactivate = 2,

    /// <summary>Anonymous folios that may be discarded.</summary>
    LazyFree = 3,

    /// <summary>Folios to be activated.</summary>
    Activate = 4,

    /// <summary>Folios to be moved to the tail because their writeback ended.</summary>
    MoveTail = 5,
}
