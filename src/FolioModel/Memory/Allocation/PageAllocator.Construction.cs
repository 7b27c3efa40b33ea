namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>One page in so many of the zones above is kept back in a lower zone (<c>vm.lowmem_reserve_ratio</c>); 0 for none.</summary>
    private static readonly int[] s_lowMemoryReserveRatio = [256, 256, 32, 0];

    /// <summary>List heads that the zones of a machine need in its memory map.</summary>
    internal static int ListHeadsFor(MachineOptions options) => ZonesOf(options).Count * BuddyAllocator.ListCount;

    internal static IReadOnlyList<ZoneOptions> ZonesOf(MachineOptions options) =>
        options.Zones.Count > 0 ? options.Zones : [new ZoneOptions(ZoneKind.Normal, options.Pages)];

    private static Zone[] BuildZones(Machine machine)
    {
        MachineOptions options = machine.Options;
        IReadOnlyList<ZoneOptions> wanted = ZonesOf(options);
        CheckZones(wanted, options.Pages);
        int ordinary = wanted.Sum(static z => z.Kind == ZoneKind.Movable ? 0 : z.Pages);
        long reserve = options.MinFreePages ?? Watermarks.MinFreePages(ordinary);
        Zone[] zones = new Zone[wanted.Count];
        int first = 0;
        for (int i = 0; i < zones.Length; i++)
        {
            ZoneOptions zone = wanted[i];
            int share = zone.Kind == ZoneKind.Movable ? 0 : (int)(reserve * zone.Pages / ordinary);
            Watermarks watermarks = Watermarks.Of(zone.Kind, zone.Pages, share, options);
            zones[i] = new Zone(machine, zone, first, watermarks);
            first += zone.Pages;
        }

        for (int pfn = first; pfn < options.Pages; pfn++)
        {
            machine.Map[pfn].Become(PageState.Reserved, 0);
        }

        return zones;
    }

    private static void CheckZones(IReadOnlyList<ZoneOptions> zones, int pages)
    {
        for (int i = 0; i < zones.Count; i++)
        {
            if (zones[i].Pages < 1 || (i > 0 && zones[i].Kind <= zones[i - 1].Kind))
            {
                throw new ArgumentException($"zone {i} is {zones[i]}; expected at least 1 page, and every kind once, from low to high",
                    nameof(zones));
            }
        }

        long sum = zones.Sum(static z => (long)z.Pages);
        if (sum > pages)
        {
            throw new ArgumentException($"the zones have {sum} pages; expected at most the machine's {pages}", nameof(zones));
        }
    }

    private static Zone[][] BuildZoneLists(Zone[] zones)
    {
        Zone[][] lists = new Zone[ZoneKinds][];
        for (int highest = 0; highest < ZoneKinds; highest++)
        {
            lists[highest] = [.. zones.Where(z => (int)z.Kind <= highest).Reverse()];
        }

        return lists;
    }

    /// <summary>Models <c>setup_per_zone_lowmem_reserve</c>.</summary>
    private void SetLowMemoryReserves()
    {
        foreach (Zone zone in _zones)
        {
            int ratio = s_lowMemoryReserveRatio[(int)zone.Kind];
            int above = 0;
            for (int upper = (int)zone.Kind + 1; upper < ZoneKinds && ratio > 0; upper++)
            {
                above += Array.Find(_zones, z => (int)z.Kind == upper)?.Pages ?? 0;
                zone.LowMemoryReserve[upper] = above / ratio;
            }
        }
    }
}
