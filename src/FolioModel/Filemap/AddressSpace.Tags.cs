using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>The order of the entry that covers an index; 0 when there is none.</summary>
    /// <param name="index">The page.</param>
    /// <remarks>Models <c>xa_get_order</c> on the page cache.</remarks>
    public Order OrderAt(PageIndex index) => new(_entries.GetOrder(index.Value));

    /// <summary>Whether the entry at an index carries a tag.</summary>
    /// <param name="index">The page.</param>
    /// <param name="tag">The tag.</param>
    public bool GetTag(PageIndex index, PageCacheTag tag) => _entries.GetMark(index.Value, (XMark)tag);

    /// <summary>Whether any entry carries a tag (<c>mapping_tagged</c>).</summary>
    /// <param name="tag">The tag.</param>
    public bool IsTagged(PageCacheTag tag) => _entries.IsMarked((XMark)tag);

    /// <summary>Puts the towrite tag on every dirty entry of a range, so that a writeback that started does not chase new ones.</summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <remarks>Models <c>tag_pages_for_writeback</c>.</remarks>
    [Interleaved]
    public void TagForWriteback(PageIndex start, PageIndex end)
    {
        PagesLock.Acquire();
        XCursor cursor = new(_entries, start.Value);
        for (XEntry entry = cursor.FindMarked(end.Value, XMark.Mark0); !entry.IsNull; entry = cursor.FindNextMarked(end.Value, XMark.Mark0))
        {
            cursor.SetMark((XMark)PageCacheTag.ToWrite);
        }

        PagesLock.Release();
    }

    /// <summary>Everything in the cache in file order, without references: for looking at, not for operating on.</summary>
    /// <returns>First page, order and entry of each.</returns>
    public IEnumerable<(PageIndex Index, Order Order, CacheEntry Entry)> Entries()
    {
        foreach (KeyValuePair<ulong, XEntry> pair in _entries)
        {
            Folio folio = pair.Value.IsPointer ? new Folio(_machine, pair.Value.PointerId) : default;
            yield return (new PageIndex(pair.Key), OrderAt(new PageIndex(pair.Key)), new CacheEntry(folio, pair.Value));
        }
    }

    /// <summary>The cache's tree drawn in text: nodes, slots, siblings, marks.</summary>
    public string DescribeTree() => _entries.Describe();

    internal void SetTag(Folio folio, PageCacheTag tag) => _entries.SetMark(folio.Index.Value, (XMark)tag);

    internal void ClearTag(Folio folio, PageCacheTag tag) => _entries.ClearMark(folio.Index.Value, (XMark)tag);
}
