namespace FolioModel;

/// <summary>Somebody who owns references to a folio.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Count">How many.</param>
/// <param name="Detail">Who exactly: task and function, mapping and index, or CPU and batch.</param>
/// <param name="Task">The task that holds them, or null where no task does.</param>
/// <param name="CallSite">Where the reference was taken in the caller's source, or null when call sites are not captured.</param>
public sealed record ReferenceHolder(HolderKind Kind, int Count, string Detail, KernelTask? Task = null, string? CallSite = null)
{
    /// <summary>How the kernel's comments sort such a reference.</summary>
    public HolderClass Class => ClassOf(Kind);

    /// <summary>Sorts a kind of holder as the kernel's comments do.</summary>
    /// <param name="kind">The kind.</param>
    public static HolderClass ClassOf(HolderKind kind) => kind switch
    {
        HolderKind.PageCache or HolderKind.Private or HolderKind.Private2 or HolderKind.PageTable or HolderKind.SwapCache
            or HolderKind.MemoryFailure => HolderClass.Expected,
        HolderKind.LruAddBatch or HolderKind.LruBatch or HolderKind.MlockBatch or HolderKind.Speculative
            or HolderKind.DeferredSplit => HolderClass.Spurious,
        _ => HolderClass.Temporary,
    };

    /// <summary>The holder's name as it stands in sums: <c>page cache</c>, <c>lru_add batch</c>, <c>caller</c> and so on.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(HolderKind kind) => kind switch
    {
        HolderKind.Allocation => "caller (allocation)",
        HolderKind.PageCache => "page cache",
        HolderKind.LruAddBatch => "lru_add batch",
        HolderKind.LruBatch => "LRU batch",
        HolderKind.MlockBatch => "mlock batch",
        HolderKind.Isolation => "isolation",
        HolderKind.Private => "private data",
        HolderKind.Private2 => "private_2",
        HolderKind.PageTable => "page table",
        HolderKind.GupGet => "GUP get",
        HolderKind.GupPin => "GUP pin",
        HolderKind.Speculative => "speculative",
        HolderKind.Lookup => "caller (lookup)",
        HolderKind.Get => "caller (get)",
        HolderKind.SwapCache => "swap cache",
        HolderKind.MigrationTarget => "migration target",
        HolderKind.Split => "caller (split)",
        HolderKind.MemoryFailure => "memory failure",
        HolderKind.KvmPfn => "KVM pfn",
        HolderKind.HugetlbUser => "caller (hugetlb)",
        HolderKind.DeferredSplit => "deferred-split scan",
        HolderKind.HugetlbIsolation => "hugetlb isolation",
        _ => kind.ToString(),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{NameOf(Kind)} {Count}{(Detail.Length > 0 ? $" ({Detail})" : "")}{(CallSite is null ? "" : $" at {CallSite}")}";
}
