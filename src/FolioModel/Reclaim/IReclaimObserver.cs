using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>
/// Receives the steps of reclaim as they happen. It may look at the machine and flush statistics, but must not change anything else.
/// </summary>
/// <remarks>Models the tracepoints of <c>mm/vmscan.c</c>.</remarks>
public interface IReclaimObserver
{
    /// <summary>
    /// A run begins (<c>mm_vmscan_memcg_reclaim_begin</c>, <c>mm_vmscan_direct_reclaim_begin</c>, <c>mm_vmscan_kswapd_wake</c>).
    /// </summary>
    /// <param name="target">The group whose limit was met, or null for the node.</param>
    void Begins(MemoryGroup? target)
    {
    }

    /// <summary>A run ends.</summary>
    /// <param name="target">The group whose limit was met, or null for the node.</param>
    /// <param name="reclaimed">Pages freed.</param>
    void Ends(MemoryGroup? target, long reclaimed)
    {
    }

    /// <summary>Folios were taken off a list (<c>mm_vmscan_lru_isolate</c>).</summary>
    /// <param name="list">The list; under the multi-generation LRU an inactive one, even for a generation that counts as active.</param>
    /// <param name="requested">Pages to scan.</param>
    /// <param name="scanned">Pages scanned.</param>
    /// <param name="skipped">Pages skipped.</param>
    /// <param name="taken">Pages taken.</param>
    void Isolated(LruListKind list, long requested, long scanned, long skipped, long taken)
    {
    }

    /// <summary>A folio was judged.</summary>
    /// <param name="folio">The folio; after <see cref="FolioVerdict.Reclaimed"/> it has left its mapping and is about to be freed.</param>
    /// <param name="mapping">The file that it belongs or belonged to, or null.</param>
    /// <param name="verdict">The decision and its reason.</param>
    void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
    {
    }

    /// <summary>A folio left the swap cache: what it held is in its slots only. <see cref="Judged"/> follows.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="entry">The first of its slots.</param>
    void LeftInSwap(Folio folio, SwapEntry entry)
    {
    }

    /// <summary>The folios taken off an inactive list were gone through (<c>mm_vmscan_lru_shrink_inactive</c>).</summary>
    /// <param name="list">The list.</param>
    /// <param name="scanned">Pages scanned.</param>
    /// <param name="tally">What became of them.</param>
    /// <param name="priority">The priority of the pass.</param>
    void ShrankInactive(LruListKind list, long scanned, ReclaimTally tally, int priority)
    {
    }

    /// <summary>The folios taken off an active list were gone through (<c>mm_vmscan_lru_shrink_active</c>).</summary>
    /// <param name="list">The list.</param>
    /// <param name="taken">Pages taken.</param>
    /// <param name="kept">Pages that stay active.</param>
    /// <param name="deactivated">Pages that became inactive.</param>
    /// <param name="priority">The priority of the pass.</param>
    void ShrankActive(LruListKind list, long taken, long kept, long deactivated, int priority)
    {
    }

    /// <summary>Aging begins: a new youngest generation is made.</summary>
    /// <param name="lru">The lists.</param>
    /// <param name="youngest">Number of the generation that is the youngest until now.</param>
    void Ages(LruVector lru, long youngest)
    {
    }
}
