namespace FolioModel.Gmem;

/// <summary>The kinds of holders that KVM adds to the core's.</summary>
public static class GmemHolders
{
    /// <summary>R19: KVM, between getting a pfn and installing the guest's mapping.</summary>
    public static readonly HolderKind KvmPfn = HolderKind.Register(
        "KVM pfn", HolderClass.Temporary, "a pfn that KVM is about to map into the guest", HolderTraits.HeldByTask, "R19");
}
