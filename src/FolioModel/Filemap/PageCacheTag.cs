using FolioModel.XArrays;

namespace FolioModel;

/// <summary>The marks that the page cache puts on its entries.</summary>
/// <remarks>Models <c>PAGECACHE_TAG_*</c>.</remarks>
public enum PageCacheTag
{
    /// <summary>The folio is dirty (<c>PAGECACHE_TAG_DIRTY</c>).</summary>
    Dirty = XMark.Mark0,

    /// <summary>The folio is under writeback (<c>PAGECACHE_TAG_WRITEBACK</c>).</summary>
    Writeback = XMark.Mark1,

    /// <summary>The folio is to be written by the writeback in progress (<c>PAGECACHE_TAG_TOWRITE</c>).</summary>
    ToWrite = XMark.Mark2,
}
