namespace FolioModel.Lru;

/// <summary>The lists of the classic LRU.</summary>
/// <remarks>Models <c>enum lru_list</c>.</remarks>
public enum LruListKind
{
    /// <summary>Swap-backed memory, first to be reclaimed.</summary>
    InactiveAnon = 0,

    /// <summary>Swap-backed memory in use.</summary>
    ActiveAnon = 1,

    /// <summary>File memory, first to be reclaimed.</summary>
    InactiveFile = 2,

    /// <summary>File memory in use.</summary>
    ActiveFile = 3,

    /// <summary>Never reclaimed. Not a list: a counter and a flag.</summary>
    Unevictable = 4,
}
