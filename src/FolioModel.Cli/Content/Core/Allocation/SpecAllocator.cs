using FolioModel.Allocation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>
/// The specification of the page allocator, written from what the kernel promises and not from the allocator under test: which block every
/// request that does not reclaim gets, or that it gets none.
/// </summary>
internal sealed class SpecAllocator
{
    private const int LargestOrder = 10;

    private readonly SpecZone[] _zones;
    private readonly bool _avoidsMixing;

    /// <summary>Builds one beside a machine.</summary>
    /// <param name="options">How the machine is built.</param>
    /// <param name="isMovable">Whether a frame in use belongs to a folio on an LRU list.</param>
    public SpecAllocator(MachineOptions options, Func<int, bool> isMovable)
    {
        IReadOnlyList<ZoneOptions> zones = options.Zones.Count > 0 ? options.Zones : [new ZoneOptions(ZoneKind.Normal, options.Pages)];
        int kibibytes = Math.Clamp((int)Math.Sqrt(64.0 * options.Pages), 128, 262144);
        long reserve = options.MinFreePages ?? Math.Min(kibibytes / 4, options.Pages / 16);
        List<SpecZone> built = [];
        int first = 0;
        foreach (ZoneOptions zone in zones)
        {
            built.Add(new SpecZone(zone.Kind, first, zone.Pages, (int)(reserve * zone.Pages / options.Pages), options, isMovable));
            first += zone.Pages;
        }

        _zones = [.. built];
        _avoidsMixing = zones.Any(static z => z.Kind == ZoneKind.Dma32);
    }

    public IReadOnlyList<SpecZone> Zones => _zones;

    /// <summary>Serves a request: first above LOW, then above MIN with its reserves, then without a limit if it may.</summary>
    /// <returns>The first frame, or null.</returns>
    public int? Take(SpecRequest request)
    {
        if (request.Order > LargestOrder)
        {
            return null;
        }

        // A kernel that is built without a low zone takes requests for it as ordinary ones.
        ZoneKind highest = _zones.Any(z => z.Kind == request.Highest) || request.Highest > ZoneKind.Normal
            ? request.Highest : ZoneKind.Normal;
        SpecZone[] zones = [.. _zones.Where(z => z.Kind <= highest).Reverse()];
        bool unmixed = _avoidsMixing && zones.Length > 0 && zones[0].Kind == ZoneKind.Normal;
        return (unmixed ? Try(request, highest, zones, isFast: true, unmixed: true) : null)
            ?? Try(request, highest, zones, isFast: true)
            ?? Try(request, highest, zones, isFast: false)
            ?? (request.IgnoresWatermarks ? Try(request.WithoutReserves, highest, zones, isFast: false, anyway: true) : null);
    }

    public void Put(int cpu, int pfn, int order) => ZoneOf(pfn).Put(cpu, pfn, order);

    public void Drain(int cpu)
    {
        foreach (SpecZone zone in _zones)
        {
            zone.Cpu(cpu)?.Drain();
        }
    }

    private SpecZone ZoneOf(int pfn) => _zones.Last(z => z.First <= pfn);

    private int? Try(
        SpecRequest request, ZoneKind highest, SpecZone[] zones, bool isFast, bool unmixed = false, bool anyway = false)
    {
        foreach (SpecZone zone in zones)
        {
            if ((anyway || zone.IsEnough(request, isFast, ReserveOf(zone, highest)))
                && zone.Take(request, isFast, unmixed) is { } pfn)
            {
                return pfn;
            }
        }

        return null;
    }

    /// <summary>Memory that is kept in a low zone from requests that could have used a higher one.</summary>
    private int ReserveOf(SpecZone zone, ZoneKind highest)
    {
        int ratio = zone.Kind switch { ZoneKind.Dma or ZoneKind.Dma32 => 256, ZoneKind.Normal => 32, _ => 0 };
        return ratio == 0 ? 0 : _zones.Where(z => z.Kind > zone.Kind && z.Kind <= highest).Sum(static z => z.Pages) / ratio;
    }
}
