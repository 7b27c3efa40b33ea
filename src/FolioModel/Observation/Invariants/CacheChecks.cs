using FolioModel.Reclaim;
using FolioModel.XArrays;

namespace FolioModel.Observation;

/// <summary>Walks every file's page cache.</summary>
internal static class CacheChecks
{
    public static void Check(InvariantReport report)
    {
        HashSet<int> seen = [];
        foreach (AddressSpace mapping in report.Machine.AddressSpaces)
        {
            CheckEntries(report, mapping, seen);
            CheckTree(report, mapping);
        }

        CheckShadowNodes(report);
    }

    /// <summary>Compares the list of nodes that hold only shadows with the nodes of all trees.</summary>
    private static void CheckShadowNodes(InvariantReport report)
    {
        ShadowNodes shadowNodes = report.Machine.ShadowNodes;
        int found = 0;
        foreach (AddressSpace mapping in report.Machine.AddressSpaces.Where(static m => m.Pages.NodeUpdate is not null))
        {
            foreach (XNode node in mapping.Pages.Tree.Nodes())
            {
                bool belongs = node.Count > 0 && node.Count == node.ValueCount;
                found += belongs ? 1 : 0;
                if (belongs != shadowNodes.Has(node.Id))
                {
                    report.Add(ReclaimInvariants.ShadowNodesAreListed, default,
                        $"the node of {mapping} at index {node.FirstIndex} has {node.Count} entries, {node.ValueCount} of them shadows, "
                        + $"and is {(belongs ? "not listed" : "listed")}");
                }
            }
        }

        if (found != shadowNodes.Total)
        {
            report.Add(ReclaimInvariants.ShadowNodesAreListed, default, "nodes that hold only shadows", found, shadowNodes.Total);
        }
    }

    private static void CheckEntries(InvariantReport report, AddressSpace mapping, HashSet<int> seen)
    {
        long pages = 0;
        ulong next = 0;
        bool wrapped = false;
        foreach ((PageIndex index, Order order, CacheEntry entry) in mapping.Pages.Entries())
        {
            if (wrapped || index.Value < next)
            {
                report.Add(CacheInvariants.EntriesDoNotOverlap, entry.Folio,
                    $"the entry at {index} of {mapping} begins before the one ahead of it ends, at {next}");
            }

            ulong covered = 1UL << order.Value;
            next = (index.Value & ~(covered - 1)) + covered;
            wrapped = next == 0;
            if (entry.IsFolio)
            {
                pages += entry.Folio.IsAlive ? entry.Folio.CacheReferences : 0;
                CheckFolio(report, mapping, index, order, entry.Folio, seen);
            }
            else
            {
                CheckValue(report, mapping, index);
            }
        }

        if (pages != mapping.Pages.Count.Value)
        {
            report.Add(CacheInvariants.NrpagesIsTheSumOfTheEntries, default, $"nrpages of {mapping}", pages, mapping.Pages.Count.Value);
        }
    }

    private static void CheckFolio(InvariantReport report, AddressSpace mapping, PageIndex index, Order order, Folio folio,
        HashSet<int> seen)
    {
        if (!folio.IsAlive)
        {
            report.Add(CacheInvariants.EntryAndFolioAgree, default,
                $"the entry at {index} of {mapping} is {folio}, which is not allocated");
            return;
        }

        if (!seen.Add(folio.Frame))
        {
            report.Add(CacheInvariants.FolioIsInOneMappingAtMost, folio,
                $"the folio at {index} of {mapping} is somewhere else in a cache too");
        }

        ref PageDescriptor page = ref folio.Page;
        int cacheOrder = report.Machine.CacheOrderOf(folio.Frame);
        bool sameOrder = order.Value == cacheOrder || ((page.Flags & FolioFlags.SwapCache) != 0 && order.Value == 0);
        if (page.Mapping != mapping.Id || page.Index != index.Value || !sameOrder || (page.Index & ((1UL << cacheOrder) - 1)) != 0)
        {
            report.Add(CacheInvariants.EntryAndFolioAgree, folio,
                $"the entry at {index} of {mapping} has {order}; the folio names file {page.Mapping}, index {page.Index}, order "
                + $"{page.Order}");
        }

        if (page.Order < mapping.MinOrder.Value)
        {
            report.Add(CacheInvariants.OrderIsWithinTheMappingsLimits, folio, $"{mapping} takes folios of {mapping.MinOrder} at least",
                mapping.MinOrder.Value, page.Order);
        }
    }

    private static void CheckValue(InvariantReport report, AddressSpace mapping, PageIndex index)
    {
        if (mapping.IsExiting || mapping.IsInaccessible)
        {
            report.Add(CacheInvariants.ShadowsOnlyWhereReclaimEvicts, default,
                $"a value at {index} of {mapping}, where nothing is ever reclaimed");
        }

        foreach (PageCacheTag tag in (ReadOnlySpan<PageCacheTag>)[PageCacheTag.Dirty, PageCacheTag.Writeback, PageCacheTag.ToWrite])
        {
            if (mapping.Pages.GetTag(index, tag))
            {
                report.Add(TagInvariants.ValuesCarryNoMarks, default, $"the value at {index} of {mapping} carries the tag {tag}");
            }
        }
    }

    private static void CheckTree(InvariantReport report, AddressSpace mapping)
    {
        // A store that ran out of nodes leaves those behind that it got; a head with one child in slot 0 is lowered by the next deletion
        // only; and a store over part of a larger value miscounts, in the kernel too.
        XTolerance tolerance = XTolerance.IdleHead | (mapping.MaxOrder == Order.Zero ? XTolerance.None : XTolerance.ValueCounts)
            | (report.Machine.Options.AllocationFaults is null ? XTolerance.None : XTolerance.Leftovers);
        foreach (XArrayViolation violation in mapping.Pages.ValidateTree(tolerance))
        {
            report.Add(violation.Invariant, default, $"tree of {mapping}: {violation}");
        }
    }
}
