using System.Collections.Immutable;
using FolioModel.Shmem;

namespace FolioModel.Props.Shmem;

/// <summary>What holds of a shmem file after every operation.</summary>
internal static class ShmemInvariants
{
    public static void Check(Machine machine, ShmemFile file, SwapArea swap, string after)
    {
        long inMemory = 0;
        long inSwap = 0;
        HashSet<ulong> slots = [];
        foreach ((PageIndex index, Order order, CacheEntry entry) in file.Mapping.Entries())
        {
            if (entry.IsFolio)
            {
                CheckFolio(machine, file, entry.Folio, index, after);
                inMemory += order.Pages;
                continue;
            }

            SwapEntry first = SwapEntry.FromValue(entry.Value);
            inSwap += order.Pages;
            for (int page = 0; page < order.Pages; page++)
            {
                Require(slots.Add((first + page).Offset), "I-106: two swap values name one slot", after);
                Require(swap.CountOf(first + page) == 1, "I-106: the slot of a swap value has one user", after);
            }
        }

        ImmutableArray<InvariantViolation> broken = machine.Validate();
        Require(broken.IsEmpty, string.Join("; ", broken), after);
        Require(inMemory == file.Mapping.Pages.Value, "nrpages counts the folios' pages", after);
        Require(inSwap == file.Swapped.Value, "the swapped count is that of the values", after);
        Require(file.Allocated.Value >= inMemory + inSwap, "I-105: allocated is at least what is there", after);
        Require(file.Blocks == file.Allocated.Value * 8, "the charge is what is allocated", after);
        Require(machine.Statistics.Shmem == inMemory, "NR_SHMEM counts the folios' pages", after);
        Require(machine.Statistics.SwapCached == swap.Cache.Pages.Value, "NR_SWAPCACHE counts the swap cache", after);
    }

    public static void CheckEmpty(Machine machine, ShmemMount mount, SwapArea swap)
    {
        Require(machine.Ledger!.Outstanding().IsEmpty, "nobody holds anything any more", "the end");
        Require(swap.PagesInUse == 0, "I-106: all slots are free", "the end");
        Require(mount.UsedPages.Value == 0, "the mount is charged for nothing", "the end");
        Require(machine.Statistics is { FilePages: 0, Shmem: 0, ShmemThps: 0, SwapCached: 0 }, "no page is counted", "the end");
        for (int pfn = 0; pfn < machine.Options.Pages; pfn++)
        {
            Require(machine.PeekFolio(new Pfn(pfn)).IsNone, $"all memory is free, pfn {pfn:x} too", "the end");
        }
    }

    private static void CheckFolio(Machine machine, ShmemFile file, Folio folio, PageIndex index, string after)
    {
        Require(folio.Has(FolioFlags.SwapBacked), "I-107: a folio of shmem is swap-backed", after);
        Require(!folio.Has(FolioFlags.SwapCache), "I-107: a folio is in the file or in the swap cache", after);
        Require(folio.Mapping == file.Mapping && folio.Index == index, "a cached folio names its place", after);
        Require(!folio.IsLocked, "no operation leaves a lock behind", after);
        Require(machine.Ledger!.SumOf(folio) == folio.RefCount, "I-01: the holders' sum is the count", after);
        Require(machine.Ledger.AmountOf(folio, HolderKind.PageCache) == folio.Pages, "the page cache owns one reference for each page", after);
        Require(machine.Ledger.AmountOf(folio, HolderKind.PageTable) == folio.MapCount, "each mapping owns one reference", after);
    }

    private static void Require(bool holds, string invariant, string after)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{invariant}; it does not after {after}");
        }
    }
}
