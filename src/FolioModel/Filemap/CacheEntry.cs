using FolioModel.XArrays;

namespace FolioModel;

/// <summary>The content of one index of the page cache: a folio, a value (a shadow or a swap entry), or nothing.</summary>
public readonly record struct CacheEntry
{
    private readonly XEntry _raw;

    internal CacheEntry(Folio folio, XEntry raw)
    {
        Folio = folio;
        _raw = raw;
    }

    /// <summary>The folio, or <c>default</c>.</summary>
    public Folio Folio { get; }

    /// <summary>Whether there is a folio.</summary>
    public bool IsFolio => _raw.IsPointer;

    /// <summary>Whether there is a value.</summary>
    public bool IsValue => _raw.IsValue;

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => _raw.IsNull;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ulong Value => _raw.Value;
}
