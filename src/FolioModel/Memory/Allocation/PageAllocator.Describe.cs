using System.Text;

namespace FolioModel;

public sealed partial class PageAllocator
{
    /// <summary>
    /// The state of all zones as text: counters, free blocks by order and type as <c>/proc/pagetypeinfo</c> shows them, and a map with one
    /// line per pageblock in which each block is a letter and its order: F free, P on a per-CPU list, A allocated, R allocated but no folio,
    /// X out of use. Equal blocks in a row are counted.
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
        text.AppendLine($"{zone}: {zone.Pages} pages from pfn 0x{zone.First.Value:x}, {zone.FreePageCount} free, {zone.PerCpuPageCount} on per-CPU lists");
        text.AppendLine($"  watermarks min {zone.Watermarks.Min} low {zone.Watermarks.Low} high {zone.Watermarks.High} boost {zone.WatermarkBoost}");
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
        string last = "";
        int repeated = 0;
        for (int pfn = zone.First.Value; pfn < zone.End; pfn += 1 << _map[pfn].Order)
        {
            if (pfn == zone.First.Value || pfn % BuddyAllocator.PageblockPages == 0)
            {
                AppendRun(text, ref last, ref repeated, "");
                text.Append($"{(pfn == zone.First.Value ? "" : "\n")}  0x{pfn:x5} {zone.Buddy.TypeOf(pfn)}:");
            }

            AppendRun(text, ref last, ref repeated, $"{LetterOf(_map[pfn].State)}{_map[pfn].Order}");
        }

        AppendRun(text, ref last, ref repeated, "");
        text.AppendLine();
    }

    /// <summary>Counts equal blocks, and writes them down when another one comes.</summary>
    private static void AppendRun(StringBuilder text, ref string last, ref int repeated, string block)
    {
        if (block == last)
        {
            repeated++;
            return;
        }

        if (repeated > 0)
        {
            text.Append(repeated == 1 ? $" {last}" : $" {last}x{repeated}");
        }

        last = block;
        repeated = block.Length == 0 ? 0 : 1;
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
