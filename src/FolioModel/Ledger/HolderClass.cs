namespace FolioModel.Ledger;

/// <summary>How the kernel's own comments sort references.</summary>
public enum HolderClass
{
    /// <summary>Accounted for by the folio's state: cache, page tables, private data, swap cache.</summary>
    Expected,

    /// <summary>Held by a task that will drop it: allocation, lookup, isolation, pin.</summary>
    Temporary,

    /// <summary>Nobody's business but in the way: batch slots, speculative references.</summary>
    Spurious,
}
