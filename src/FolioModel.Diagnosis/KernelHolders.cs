namespace FolioModel.Diagnosis;

/// <summary>The kinds of holders that real kernels have and that no path of the model takes.</summary>
public static class KernelHolders
{
    /// <summary>R08: a copy of a page to the filesystem cache.</summary>
    public static readonly HolderKind Private2 = HolderKind.Register(
        "private_2", HolderClass.Expected, "a copy to the filesystem cache", HolderTraits.None);

    /// <summary>R16: the destination of a migration.</summary>
    public static readonly HolderKind MigrationTarget = HolderKind.Register(
        "migration target", HolderClass.Temporary, "the destination of a migration", HolderTraits.HeldByTask);

    /// <summary>R21: the scan of the deferred-split queue.</summary>
    public static readonly HolderKind DeferredSplit = HolderKind.Register(
        "deferred-split scan", HolderClass.Spurious, "the scan of the deferred-split queue", HolderTraits.None);
}
