namespace FolioModel.Shmem;

/// <summary>Checks the invariants of a tmpfs and its files at rest: I-105 to I-107.</summary>
/// <remarks>A monitor asks after every step: then only the counters are looked at, and the files each sixteenth time.</remarks>
internal sealed class ShmemChecks(ShmemMount mount) : IInvariantSource
{
    private const int StepsBetweenWalks = 16;

    private readonly HashSet<SwapEntry> _slots = [];
    private int _calls;

    public void Check(InvariantReport report)
    {
        if (!report.Options.AtRest || (report.Options.Groups & InvariantGroups.Owners) == 0)
        {
            return;
        }

        CheckCounters(report);
        if (!report.Options.Walks && ++_calls % StepsBetweenWalks != 0)
        {
            return;
        }

        _slots.Clear();
        foreach (ShmemFile file in mount.Files)
        {
            CheckFile(report, file);
        }
    }

    private void CheckCounters(InvariantReport report)
    {
        long charged = 0;
        foreach (ShmemFile file in mount.Files)
        {
            charged += file.Charged.Value;
            long present = file.Mapping.Pages.Count.Value + file.Swapped.Value;
            if (file.Allocated.Value < present)
            {
                report.Add(ShmemInvariants.ShmemAllocIsCachedPlusSwapped, default,
                    $"pages allocated for {file}, of which {file.Swapped} are swapped out", present, file.Allocated.Value);
            }

            if (file.Charged != file.Allocated)
            {
                report.Add(ShmemInvariants.ShmemAllocIsCachedPlusSwapped, default, $"pages that {file} is charged for",
                    file.Allocated.Value, file.Charged.Value);
            }
        }

        if (charged != mount.UsedPages.Value)
        {
            report.Add(ShmemInvariants.ShmemAllocIsCachedPlusSwapped, default, "pages that the mount is charged for", charged,
                mount.UsedPages.Value);
        }
    }

    private void CheckFile(InvariantReport report, ShmemFile file)
    {
        long inSwap = 0;
        foreach ((PageIndex index, Order order, CacheEntry entry) in file.Mapping.Pages.Entries())
        {
            if (entry.IsFolio)
            {
                CheckFolio(report, file, entry.Folio);
            }
            else if (SwapEntry.FromValue(entry.Value) is { IsPoisoned: false } first)
            {
                inSwap += order.Pages;
                CheckSlots(report, file, index, first, order);
            }
        }

        if (inSwap != file.Swapped.Value)
        {
            report.Add(ShmemInvariants.SwapValuesCoverTheFilesSlots, default, $"pages of {file} in swap", inSwap, file.Swapped.Value);
        }
    }

    private static void CheckFolio(InvariantReport report, ShmemFile file, Folio folio)
    {
        if (!folio.Has(FolioFlags.SwapBacked))
        {
            report.Add(ShmemInvariants.ShmemFolioIsSwapBackedInOnePlace, folio, $"a folio of {file} is not swap-backed: {folio.Flags}");
        }

        if (folio.Has(FolioFlags.SwapCache))
        {
            report.Add(ShmemInvariants.ShmemFolioIsSwapBackedInOnePlace, folio, $"a folio is in {file} and in the swap cache at once");
        }
    }

    private void CheckSlots(InvariantReport report, ShmemFile file, PageIndex index, SwapEntry first, Order order)
    {
        for (int page = 0; page < order.Pages; page++)
        {
            SwapEntry slot = first + page;
            if (!_slots.Add(slot))
            {
                report.Add(ShmemInvariants.SwapValuesCoverTheFilesSlots, default,
                    $"{slot}, at page {index} of {file}, is at another place too");
            }
            else if (mount.Machine.Swap.AreaOf(slot) is not { } area)
            {
                report.Add(ShmemInvariants.SwapValuesCoverTheFilesSlots, default, $"{slot}, at page {index} of {file}, is in no swap area");
            }
            else if (area.CountOf(slot) != 1)
            {
                report.Add(ShmemInvariants.SwapValuesCoverTheFilesSlots, default, $"users of {slot}, at page {index} of {file}", 1,
                    area.CountOf(slot));
            }
        }
    }
}
