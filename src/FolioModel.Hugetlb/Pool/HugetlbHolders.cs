namespace FolioModel.Hugetlb;

/// <summary>The kinds of holders that hugetlb adds to the core's.</summary>
public static class HugetlbHolders
{
    /// <summary>
    /// R20: the task that took a huge page from a pool: what <see cref="HolderKind.Allocation"/> is for the page allocator.
    /// </summary>
    public static readonly HolderKind User = HolderKind.Register(
        "caller (hugetlb)", HolderClass.Temporary, "the caller that took the page from its pool", HolderTraits.HeldByTask, "R20");

    /// <summary>R22: isolation of a huge page.</summary>
    public static readonly HolderKind Isolation = HolderKind.Register(
        "hugetlb isolation", HolderClass.Temporary, "isolation of a huge page", HolderTraits.HeldByTask | HolderTraits.HasOwnEnd, "R22");
}
