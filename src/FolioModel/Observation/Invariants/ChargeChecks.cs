using FolioModel.Groups;

namespace FolioModel.Observation;

/// <summary>Compares what memory control groups are charged for with what there is.</summary>
internal static class ChargeChecks
{
    public static void Check(InvariantReport report)
    {
        CheckIsolated(report);
        if (report.Machine.Groups is { } groups)
        {
            Sums[] sums = new Sums[groups.NumberedCount];
            AddFrames(report, groups, sums);
            for (int cpu = 0; cpu < report.Machine.Options.Cpus; cpu++)
            {
                (MemoryGroup? group, int pages) = groups.StockOf(cpu);
                if (group is not null)
                {
                    sums[group.Id].Charged += pages;
                }
            }

            CompareWithGroups(report, groups, sums);
        }
    }

    private static void CheckIsolated(InvariantReport report)
    {
        NodeStatistics statistics = report.Machine.Statistics;
        if (statistics.IsolatedAnon != 0 || statistics.IsolatedFile != 0)
        {
            report.Add(ChargeInvariants.IsolationCountersReturnToZero, default, "pages isolated by reclaim", 0,
                statistics.IsolatedAnon + statistics.IsolatedFile);
        }
    }

    private static void AddFrames(InvariantReport report, MemoryGroups groups, Sums[] sums)
    {
        const FolioFlags NotCached = FolioFlags.Anon | FolioFlags.Hugetlb | FolioFlags.SwapCache;
        MemoryMap map = report.Machine.Map;
        for (int pfn = 0; pfn < map.Pages; pfn += 1 << map[pfn].Order)
        {
            ref PageDescriptor page = ref map[pfn];
            int owner = groups.NumberOf(pfn);
            if (page.State is PageState.Allocated or PageState.AllocatedRaw)
            {
                sums[owner].Charged += 1L << page.Order;
                sums[owner].Cached += page.Mapping != 0 && (page.Flags & NotCached) == 0 ? 1L << page.Order : 0;
            }
            else if (owner != 0)
            {
                report.Add(ChargeInvariants.FreeFramesAreNotCharged, default,
                    $"frame 0x{pfn:x} is {page.State} and charged to group {owner}");
            }
        }
    }

    private static void CompareWithGroups(InvariantReport report, MemoryGroups groups, Sums[] sums)
    {
        for (int number = groups.NumberedCount - 1; number >= 1; number--)
        {
            MemoryGroup group = groups.Numbered(number);
            long charged = sums[number].Charged + group.Own(GroupCounter.Kernel);
            if (!report.Machine.MemoryGroups.Contains(group))
            {
                if (charged != 0 || group.Usage.Value != 0 || groups.NodesOf(group) != 0)
                {
                    report.Add(ChargeInvariants.NothingBelongsToAGroupThatIsGone, default, $"pages of {group}", 0, charged);
                }

                continue;
            }

            charged += group.Children.Sum(static child => child.Usage.Value);
            if (group.Usage.Value != charged)
            {
                report.Add(ChargeInvariants.UsageIsTheSumOfTheCharges, default, $"pages charged to {group}", charged, group.Usage.Value);
            }

            CompareKernelMemory(report, groups, group);
            if (group.Own(GroupCounter.File) != sums[number].Cached)
            {
                report.Add(ChargeInvariants.CachedPagesOfAGroupAreTheSum, default, $"cached pages of {group}", sums[number].Cached,
                    group.Own(GroupCounter.File));
            }
        }
    }

    private static void CompareKernelMemory(InvariantReport report, MemoryGroups groups, MemoryGroup group)
    {
        IReadOnlyList<ProcessMemory> processes = report.Machine.Processes;
        long bytes = (groups.NodesOf(group) * (long)MemoryGroups.NodeBytes) + processes.Sum(process => process.ObjectBytesOf(group));
        if (group.KernelMemory != bytes)
        {
            report.Add(ChargeInvariants.UsageIsTheSumOfTheCharges, default, $"bytes of kernel objects of {group}", bytes,
                group.KernelMemory);
        }

        long tables = processes.Sum(process => process.TablesOf(group));
        if (group.Own(GroupCounter.PageTables) != tables || group.Own(GroupCounter.Kernel) != group.KernelPages + tables)
        {
            report.Add(ChargeInvariants.UsageIsTheSumOfTheCharges, default, $"pages of kernel memory of {group}",
                group.KernelPages + tables, group.Own(GroupCounter.Kernel));
        }
    }

    private record struct Sums(long Charged, long Cached);
}
