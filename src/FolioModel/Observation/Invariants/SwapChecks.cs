using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Observation;

/// <summary>Looks at the slots of every swap area, with their users, the swap cache and the groups that they are charged to.</summary>
internal static class SwapChecks
{
    public static void Check(InvariantReport report)
    {
        SwapSpace swap = report.Machine.Swap;
        Dictionary<SwapEntry, int> entries = [];
        foreach (SwapEntry entry in swap.EntriesOfUsers())
        {
            entries[entry] = entries.GetValueOrDefault(entry) + 1;
        }

        long[] charged = new long[report.Machine.Groups?.NumberedCount ?? 1];
        foreach (SwapArea area in swap.Areas)
        {
            CheckArea(report, area, entries, charged);
            CheckWrites(report, area);
        }

        foreach ((SwapEntry entry, int places) in entries)
        {
            report.Add(SwapInvariants.SlotCountsAreTheEntries, default, $"{entry} is named {places} times, and is no slot of an area");
        }

        CheckFolios(report, swap);
        CompareCharges(report, charged);
    }

    /// <summary>Looks at the slots of an area, and takes what names them out of <paramref name="entries"/>.</summary>
    private static void CheckArea(InvariantReport report, SwapArea area, Dictionary<SwapEntry, int> entries, long[] charged)
    {
        int used = 0;
        for (ulong offset = 1; offset < (ulong)area.Pages; offset++)
        {
            SwapEntry slot = new(area.Type, offset);
            entries.Remove(slot, out int named);
            int users = area.CountOf(slot);
            if (users != named)
            {
                report.Add(SwapInvariants.SlotCountsAreTheEntries, default, $"users of {slot}", named, users);
            }

            used += users > 0 || area.IsCached(slot) ? 1 : 0;
            CheckCached(report, area, slot);
            int owner = area.NumberOfGroup(slot);
            charged[owner]++;
            if (owner != 0 && area.IsFree(slot))
            {
                report.Add(SwapInvariants.SwapChargesAreTheSlots, default, $"{slot} is free and charged to group {owner}");
            }
        }

        if (used != area.PagesInUse)
        {
            report.Add(SwapInvariants.SlotCountsAreTheEntries, default, $"slots of area {area.Type} in use", used, area.PagesInUse);
        }
    }

    private static void CheckCached(InvariantReport report, SwapArea area, SwapEntry slot)
    {
        CacheEntry found = area.Cache.Peek(slot);
        if (found.IsFolio != area.IsCached(slot))
        {
            report.Add(SwapInvariants.CachedSlotsHaveTheirFolio, default,
                $"{slot} is {(area.IsCached(slot) ? "" : "not ")}marked as cached, and the swap cache has {(found.IsFolio ? "" : "no ")}"
                    + "folio there");
            return;
        }

        if (found.IsFolio && !(found.Folio.Has(FolioFlags.SwapCache) && found.Folio.Swap is { } first && first.Type == slot.Type
            && first.Offset <= slot.Offset && slot.Offset < first.Offset + (ulong)found.Folio.Pages))
        {
            report.Add(SwapInvariants.CachedSlotsHaveTheirFolio, found.Folio,
                $"the swap cache has the folio in {slot}, and it says {found.Folio.Swap}");
        }

        if (found.IsValue && area.IsFree(slot))
        {
            report.Add(SwapInvariants.ShadowsStandInUsedSlots, default, $"{slot} is free, and a shadow stands in it");
        }
    }

    /// <summary>Each write under way is that of a folio under writeback in its slots, and of no other write's folio.</summary>
    private static void CheckWrites(InvariantReport report, SwapArea area)
    {
        SwapWrites writes = area.Writes;
        MemoryMap map = report.Machine.Map;
        for (int i = 0; i < writes.Count; i++)
        {
            int pfn = writes.Frames[i];
            bool isUnderWriteback = map[pfn].State == PageState.Allocated && (map[pfn].Flags & FolioFlags.Writeback) != 0;
            if (!isUnderWriteback || report.Machine.Swap.EntryOf(pfn) != writes.Slots[i] || writes.CountUpTo(pfn) != i + 1)
            {
                report.AddFrame(SwapInvariants.WritesAreTheFoliosUnderWriteback, pfn,
                    $"write {i} of area {area.Type} goes to {writes.Slots[i]}; its folio is in {report.Machine.Swap.EntryOf(pfn)}, "
                        + $"{(isUnderWriteback ? "" : "not ")}under writeback, and has write {writes.CountUpTo(pfn) - 1} too");
            }
        }
    }

    /// <summary>Folios that are flagged as being in the swap cache are there.</summary>
    private static void CheckFolios(InvariantReport report, SwapSpace swap)
    {
        MemoryMap map = report.Machine.Map;
        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            if (map[pfn].State != PageState.Allocated || (map[pfn].Flags & (FolioFlags.SwapCache | FolioFlags.Hugetlb)) == 0)
            {
                continue;
            }

            if ((map[pfn].Flags & FolioFlags.Hugetlb) == 0 && !(swap.EntryOf(pfn) is { } first && swap.AreaOf(first) is { } area
                && area.Cache.Peek(first) is { IsFolio: true } found && found.Folio.Frame == pfn))
            {
                report.AddFrame(SwapInvariants.CachedSlotsHaveTheirFolio, pfn,
                    $"the folio is flagged as being in the swap cache, which has none of it in {swap.EntryOf(pfn)}");
            }

            CheckIsWritten(report, swap, pfn);
        }
    }

    /// <summary>A folio under writeback in slots of a device that ends writes later has a write under way.</summary>
    private static void CheckIsWritten(InvariantReport report, SwapSpace swap, int pfn)
    {
        if ((report.Machine.Map[pfn].Flags & FolioFlags.Writeback) != 0 && swap.EntryOf(pfn) is { } first
            && swap.AreaOf(first) is { Device.EndsWritesLater: true } area && area.Writes.CountUpTo(pfn) == 0)
        {
            report.AddFrame(SwapInvariants.WritesAreTheFoliosUnderWriteback, pfn,
                $"the folio is under writeback in {first}, and no write to it is under way");
        }
    }

    private static void CompareCharges(InvariantReport report, long[] charged)
    {
        if (report.Machine.Groups is not { } groups)
        {
            return;
        }

        for (int number = 1; number < groups.NumberedCount; number++)
        {
            MemoryGroup group = groups.Numbered(number);
            long expected = 0;
            for (int below = 1; below < charged.Length; below++)
            {
                expected += group.Contains(groups.Numbered(below)) ? charged[below] : 0;
            }

            if (group.SwapUsage.Value != expected)
            {
                report.Add(SwapInvariants.SwapChargesAreTheSlots, default, $"swap slots charged to {group}", expected,
                    group.SwapUsage.Value);
            }
        }
    }
}
