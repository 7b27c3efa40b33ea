namespace FolioModel.Ledger;

/// <summary>One owner of references to a folio.</summary>
/// <param name="Kind">The reason for holding them.</param>
/// <param name="Count">How many.</param>
/// <param name="Detail">The exact holder: task and function, mapping and index, or CPU and batch.</param>
/// <param name="Task">The task that holds them, or null where no task does.</param>
/// <param name="CallSite">Where the reference was taken in the caller's source, or null when call sites are not captured.</param>
public sealed record ReferenceHolder(HolderKind Kind, int Count, string Detail, KernelTask? Task = null, string? CallSite = null)
{
    /// <summary>How the kernel's comments sort such a reference.</summary>
    public HolderClass Class => Kind.Class;

    /// <summary>The CPU in whose batch the reference is held, or null when no batch holds it.</summary>
    public int? Cpu { get; init; }

    /// <summary>The LRU batch that holds the reference, or null when none does.</summary>
    public LruBatchKind? Batch { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind.Name} {Count}{(Detail.Length > 0 ? $" ({Detail})" : "")}{(CallSite is null ? "" : $" at {CallSite}")}";
}
