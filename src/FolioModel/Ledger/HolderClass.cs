namespace FolioModel.Ledger;

/// <summary>How the kernel's own comments sort references.</summary>
public enum HolderClass
{
    /// <summary>Accounted for by the folio's state: cache, page tables, private data, swap cache.</summary>
    Expected,

    /// <summary>Held by a task that will drop it: allocation, lookup, isolation, pin.</summary>
    Temporary,

    /// <summary>
    /// Spurious: held for a moment by a batch slot or a speculative lookup, so that the count is higher than a caller expects.
    /// </summary>
    Spurious,
}
