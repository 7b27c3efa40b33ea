namespace FolioModel.Cli.Content.Specification;

/// <summary>A CPU's batches.</summary>
internal enum SpecBatch
{
    /// <summary>To be put on a list for the first time.</summary>
    Add = 0,

    /// <summary>To be deactivated because invalidation failed.</summary>
    DeactivateFile = 1,

    /// <summary>To be deactivated.</summary>
    Deactivate = 2,

    /// <summary>To be activated.</summary>
    Activate = 4,

    /// <summary>To be moved to the tail because writeback ended.</summary>
    MoveTail = 5,
}
