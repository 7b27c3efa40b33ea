using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel.Owners;

/// <summary>
/// Operations on a page cache that only an owner needs: values among the folios, and the single steps that insertion and removal are made
/// of.
/// </summary>
/// <remarks>
/// Every method says which lock it takes or wants held, and what becomes of the page cache's references: the steps leave them to the
/// caller, so that <see cref="TakeCacheReferences"/> belongs before <see cref="StoreEntry"/> and <see cref="DropCacheReferences"/> behind
/// <see cref="DeleteEntry"/>.
/// </remarks>
public sealed partial class CacheEntries
{
    private readonly PageCache _cache;
    private readonly Machine _machine;

    internal CacheEntries(PageCache cache)
    {
        _cache = cache;
        _machine = cache.Machine;
    }

    /// <summary>
    /// Takes a locked folio's entry out and leaves its references to the caller. Lock required: i_pages. Reference effect: none.
    /// </summary>
    /// <param name="folio">A locked folio of this cache.</param>
    /// <remarks>
    /// Models <c>__filemap_remove_folio</c>. The page cache's references are still there: <see cref="DropCacheReferences"/>.
    /// </remarks>
    public void DeleteEntry(Folio folio) => _cache.RemoveEntry(folio.Frame, XEntry.Null);

    /// <summary>Drops the page cache's references of a folio. Reference effect: -1 for each page.</summary>
    /// <param name="folio">The folio.</param>
    /// <remarks>Models <c>folio_put_refs</c> as <c>filemap_free_folio</c> calls it, which happens after the entry is gone.</remarks>
    public void DropCacheReferences(Folio folio) => _machine.Put(folio.Frame, folio.Pages, HolderKind.PageCache, 0, "folio_put_refs");

    /// <summary>Takes the page cache's references of a folio. Reference effect: +1 for each page.</summary>
    /// <param name="folio">The folio.</param>
    /// <remarks>Models <c>folio_ref_add</c> as <c>__filemap_add_folio</c> calls it, which happens before the entry is there.</remarks>
    public void TakeCacheReferences(Folio folio) =>
        _machine.References.Add(folio.Frame, folio.Pages, HolderKind.PageCache, 0, "folio_ref_add");

    /// <summary>Stores a folio's entry and sets its place. Reference effect: none. Lock required: i_pages.</summary>
    /// <param name="folio">A folio in no cache.</param>
    /// <param name="index">Where.</param>
    /// <remarks>
    /// Models the <c>xas_store</c> of <c>__filemap_add_folio</c> by itself, for owners that insert in a way of their own.
    /// </remarks>
    public void StoreEntry(Folio folio, PageIndex index)
    {
        _cache.Lock.AssertHeld();
        folio.Page.Mapping = _cache.Mapping.Id;
        folio.Page.Index = index.Value;
        XCursor cursor = new(_cache.Tree, index.Value, folio.Page.Order);
        cursor.Store(XEntry.FromPointer(folio.Frame));
        _cache.CountEntered(folio.Page.Flags, folio.Pages);
        _machine.Groups?.Count(folio.Frame, GroupCounter.File, folio.Pages);
    }
}
