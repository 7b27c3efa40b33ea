namespace FolioModel.Swap;

/// <content>Slots that are read with the one that is needed.</content>
public sealed partial class SwapSpace
{
    /// <summary>
    /// The most slots that are read for one from a rotational disk, as a power of two; 0 for the one alone (<c>vm.page-cluster</c>).
    /// </summary>
    [NotShared("set by the embedder, not by operations")]
    public int PageCluster { get; set; } = 3;

    [NotShared("hashed with the areas' slots")]
    internal SwapReadahead Windows { get; } = new();

    /// <summary>
    /// Reads a slot, on a rotational disk with its neighbours. Reference effect: as <see cref="ReadIn"/> for the folio of the slot; a
    /// neighbour has one of the swap cache and one of the lru_add batch until it drains.
    /// </summary>
    /// <remarks>
    /// Models <c>swapin_readahead</c> with <c>swap_cluster_readahead</c>. Elsewhere the kernel reads neighbours in the address space
    /// (<c>swap_vma_readahead</c>); the model reads the slot alone there.
    /// </remarks>
    [Interleaved]
    internal FolioResult ReadAhead(SwapEntry entry, GfpFlags gfp)
    {
        SwapArea? area = AreaOf(entry);
        int pages = area is { Device.IsRotational: true } ? Windows.WindowAt(entry.Offset, PageCluster) : 1;
        if (area is null || pages == 1)
        {
            return ReadIn(entry, gfp);
        }

        ulong first = Math.Max(entry.Offset & ~((ulong)pages - 1), 1);
        ulong last = Math.Min(entry.Offset | ((ulong)pages - 1), (ulong)area.Pages - 1);
        for (ulong offset = first; offset <= last; offset++)
        {
            ReadNeighbour(area, entry, new SwapEntry(area.Type, offset), gfp);
        }

        _machine.Batches.Drain();
        return ReadIn(entry, gfp);
    }

    /// <summary>A process found the folio of a slot in the swap cache: if it was read as a neighbour, that was worth it.</summary>
    /// <remarks>
    /// Models the part of <c>swap_cache_get_folio</c> about readahead. <c>PG_readahead</c> is the flag of reclaim: a folio that is found
    /// while it is being written counts too, and does not go to the tail of its list afterwards.
    /// </remarks>
    [Interleaved]
    internal void NoteFound(SwapArea area, Folio folio)
    {
        if (area.Device.IsRotational && folio.Has(FolioFlags.Reclaim))
        {
            TrackState();
            folio.ClearReclaim();
            Windows.CountHit();
        }
    }

    /// <summary>Reads one slot of a window into the swap cache, unless it is there or has no user.</summary>
    [Interleaved]
    private void ReadNeighbour(SwapArea area, SwapEntry wanted, SwapEntry slot, GfpFlags gfp)
    {
        if (area.CountOf(slot) == 0 || area.Cache.Peek(slot).IsFolio)
        {
            return;
        }

        FolioResult read = ReadIn(slot, gfp);
        if (!read.IsOk)
        {
            return;
        }

        if (slot != wanted)
        {
            read.Folio.SetReclaim();
        }

        read.Folio.Put();
    }
}
