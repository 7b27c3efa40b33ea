namespace FolioModel.Ledger;

/// <summary>References that one holder has on one folio, as the ledger stores them.</summary>
internal struct HolderEntry
{
    /// <summary>The folio's next holder, or <see cref="HolderChains.None"/>.</summary>
    public int Next;

    public HolderKind Kind;

    /// <summary>The task that holds them, or 0 when no task does.</summary>
    public int Task;

    /// <summary>Which of several of a kind: a batch's number or a CPU.</summary>
    public int Detail;

    public int Count;

    /// <summary>The modelled kernel function that took them, where a task holds them.</summary>
    public string? Function;

    /// <summary>The caller's line that took them, where call sites are recorded.</summary>
    public string? CallSite;
}
