namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>Pages that the background reclaimer is to free in one pass: the high watermarks of the zones that matter.</summary>
    internal long PagesToBalance(ZoneKind highest)
    {
        long pages = 0;
        for (int i = 0; i < _zones.Length && _zones[i].Kind <= highest; i++)
        {
            pages += Math.Max(_zones[i].MarkFor(AllocationFlags.WatermarkHigh), ReclaimControl.Cluster);
        }

        return pages;
    }

    /// <summary>Whether a request that may use the zones up to one finds more than a high watermark free in some zone.</summary>
    /// <remarks>Models <c>pgdat_balanced</c>.</remarks>
    internal bool IsBalanced(int order, ZoneKind highest)
    {
        bool any = false;
        for (int i = 0; i < _zones.Length && _zones[i].Kind <= highest; i++)
        {
            Zone zone = _zones[i];
            any = true;
            int mark = zone.MarkFor(AllocationFlags.WatermarkHigh);
            if (zone.IsAbove(order, mark, highest, AllocationFlags.WatermarkHigh, zone.Buddy.FreePages))
            {
                return true;
            }
        }

        return !any;
    }

    /// <summary>Whether every zone up to one has its high watermark and a margin free.</summary>
    internal bool AreAllAboveHigh(ZoneKind highest, int margin)
    {
        for (int i = 0; i < _zones.Length && _zones[i].Kind <= highest; i++)
        {
            Zone zone = _zones[i];
            int mark = zone.MarkFor(AllocationFlags.WatermarkHigh) + margin;
            if (!zone.IsAbove(0, mark, highest, AllocationFlags.WatermarkHigh, zone.Buddy.FreePages))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>By how much the watermarks of the zones up to one are raised (<c>pgdat_watermark_boosted</c>).</summary>
    internal long BoostOf(ZoneKind highest)
    {
        long boost = 0;
        for (int i = 0; i < _zones.Length && _zones[i].Kind <= highest; i++)
        {
            boost += _zones[i].WatermarkBoost;
        }

        return boost;
    }

    /// <summary>Lowers raised watermarks again, by as much as was freed for them.</summary>
    [Interleaved]
    internal void EndBoosts(ZoneKind highest, long pages)
    {
        for (int i = 0; i < _zones.Length && _zones[i].Kind <= highest; i++)
        {
            int part = (int)Math.Min(pages, _zones[i].WatermarkBoost);
            if (part > 0)
            {
                _zones[i].Lock.Acquire();
                _zones[i].ReduceBoost(part);
                _zones[i].Lock.Release();
                pages -= part;
            }
        }
    }
}
