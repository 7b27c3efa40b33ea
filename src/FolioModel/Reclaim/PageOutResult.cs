namespace FolioModel.Reclaim;

/// <summary>The owner's answers when reclaim wants a folio written.</summary>
public enum PageOutResult
{
    /// <summary>It was written, or is being written; the folio is unlocked.</summary>
    Written,

    /// <summary>Not now (<c>AOP_WRITEPAGE_ACTIVATE</c>); the folio is dirty again and still locked.</summary>
    Activate,
}
