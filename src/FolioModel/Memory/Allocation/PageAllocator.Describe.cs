using System.Text;

namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>
    /// The state of all zones as text: counters, free blocks by order and type as <c>/proc/pagetypeinfo</c> shows them, and a map with one
    /// line per pageblock in which each block is a letter and its order: F free, P on a per-CPU list, A allocated, R allocated but no
    /// folio, X out of use. Equal blocks in a row are counted.
    /// </summary>
    public string Describe()
    {
        StringBuilder text = new();
        foreach (Zone zone in _zones)
        {
            DescribeCounters(zone, text);
            DescribeFreeBlocks(zone, text);
            DescribeMap(zone, text);
        }

        return text.ToString();
    }

    private void DescribeCounters(Zone zone, StringBuilder text)
    {
        text.AppendLine(
            $"{zone}: {zone.Pages} pages from pfn 0x{zone.First.Value:x}, {zone.FreePageCount} free, {zone.PerCpuPageCount} on per-CPU "
            + $"lists");
        text.AppendLine(
            $"  watermarks min {zone.Watermarks.Min} low {zone.Watermarks.Low} high {zone.Watermarks.High} boost {zone.WatermarkBoost}");
        for (int cpu = 0; cpu < _machine.Options.Cpus; cpu++)
        {
            text.AppendLine($"  CPU {cpu}: {zone.PagesOfCpu(cpu)} pages");
        }
    }

    private static void DescribeFreeBlocks(Zone zone, StringBuilder text)
    {
        text.Append($"  {"free blocks",-12}");
        for (int order = 0; order < BuddyAllocator.Orders; order++)
        {
            text.Append($"{order,6}");
        }

        text.AppendLine();
        foreach (MigrateType type in Enum.GetValues<MigrateType>())
        {
            text.Append($"  {type,-12}");
            for (int order = 0; order < BuddyAllocator.Orders; order++)
            {
                text.Append($"{zone.FreeBlocks(new Order(order), type),6}");
            }

            text.AppendLine();
        }
    }

    private void DescribeMap(Zone zone, StringBuilder text)
    {
        for (int pfn = zone.First.Value; pfn < zone.End;)
        {
            text.Append($"  0x{pfn:x5} {zone.Buddy.TypeOf(pfn)}:");
            int lineEnd = Math.Min((pfn | (BuddyAllocator.PageblockPages - 1)) + 1, zone.End);
            while (pfn < lineEnd)
            {
                pfn = DescribeRun(pfn, lineEnd, text);
            }

            text.AppendLine();
        }
    }

    /// <summary>Writes down equal blocks in a row, and tells where the next different one starts.</summary>
    private int DescribeRun(int pfn, int end, StringBuilder text)
    {
        PageState state = _map[pfn].State;
        int order = _map[pfn].Order;
        int blocks = 0;
        for (; pfn < end && _map[pfn].Is(state, order); pfn += 1 << order)
        {
            blocks++;
        }

        text.Append($" {LetterOf(state)}{order}");
        if (blocks > 1)
        {
            text.Append($"x{blocks}");
        }

        return pfn;
    }

    private static char LetterOf(PageState state) => state switch
    {
        PageState.Buddy => 'F',
        PageState.PerCpu => 'P',
        PageState.Allocated => 'A',
        PageState.AllocatedRaw => 'R',
        PageState.Offline => 'X',
        _ => '?',
    };
}
