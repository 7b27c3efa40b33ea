using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
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
        using KernelTask.OperationScope operation = _machine.BeginOperation("tag_pages_for_writeback");
        Lock.Acquire();
        XCursor cursor = new(_entries, start.Value);
        for (XEntry entry = cursor.FindMarked(end.Value, XMark.Mark0); !entry.IsNull; entry = cursor.FindNextMarked(end.Value, XMark.Mark0))
        {
            cursor.SetMark((XMark)PageCacheTag.ToWrite);
            if (entry.IsPointer)
            {
                _machine.Instrumentation?.Tell(
                    KernelEventKind.XArrayMarkSet, entry.PointerId, "tag_pages_for_writeback", 0, (int)PageCacheTag.ToWrite);
            }
        }

        Lock.Release();
    }

    internal void SetTag(Folio folio, PageCacheTag tag)
    {
        _entries.SetMark(folio.Index.Value, (XMark)tag);
        _machine.Instrumentation?.Tell(KernelEventKind.XArrayMarkSet, folio.Frame, "xa_set_mark", 0, (int)tag);
    }

    internal void ClearTag(Folio folio, PageCacheTag tag)
    {
        _entries.ClearMark(folio.Index.Value, (XMark)tag);
        _machine.Instrumentation?.Tell(KernelEventKind.XArrayMarkCleared, folio.Frame, "xa_clear_mark", 0, (int)tag);
    }
}
