using FolioModel.Allocation;
using FolioModel.Files;

namespace FolioModel.Cli.Conform.Reclaim.Statistical;

/// <summary>The recorder's machine without a group, short of memory: zones, watermarks and free pages as recorded.</summary>
/// <remarks>
/// The background reclaimer has the CPU whenever an access waits for the disk, so it runs to its end after each access that woke it.
/// </remarks>
internal sealed class WholeMachine
{
    private const int PageblockPages = 512;

    /// <summary>
    /// Free pages of the kernel's pageblock in each zone: in all recordings the lowest zone is left with about so many, and each further
    /// page that is taken there wakes the background reclaimer for that zone alone, as a fallback to another kind of pageblock does.
    /// </summary>
    private const int FreeBetweenKernelObjects = 220;

    /// <summary>Cached pages of each zone that are dropped before a sequence: more than the per-CPU lists hold.</summary>
    private const int DroppedCaches = 1024;

    private readonly Machine _machine;
    private readonly AccessSequence _sequence;
    private readonly SequenceFile[] _files;
    private readonly SequenceProcesses _processes;

    public WholeMachine(AccessSequence sequence, RecordedBoots recorded)
    {
        _sequence = sequence;
        _machine = new Machine(new MachineOptions
        {
            Pages = recorded.Zones.Sum(static zone => WholePageblocks(zone.Pages)),
            Cpus = 1,
            Zones = [.. recorded.Zones.Select(static zone => new ZoneOptions(zone.Kind, WholePageblocks(zone.Pages)))],
            MinFreePages = (int)recorded.Zones.Sum(static zone => zone.Min),
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = recorded.MultiGeneration },
        });
        _machine.Swappiness = sequence.Swappiness;
        for (int i = 0; i < recorded.Zones.Count; i++)
        {
            TakeMemory(_machine.Allocator.Zones[i], recorded.Zones[i].Free);
        }

        _files = new SequenceFile[sequence.Files];
        FileSystem files = SequenceFile.NewFileSystem(_machine, sequence, static () => { });
        for (int i = 0; i < sequence.Files; i++)
        {
            _files[i] = new SequenceFile(files, i, sequence);
        }

        _processes = new SequenceProcesses(_machine, sequence, _files);
    }

    /// <summary>Carries the sequence out.</summary>
    /// <returns>The fraction of accesses whose page was cached.</returns>
    public double Run()
    {
        int accesses = 0;
        int hits = 0;
        foreach (SequenceOperation operation in _sequence.Operations)
        {
            if (operation.IsAccess)
            {
                accesses++;
                hits += _files[operation.Area].Has(operation.Page) ? 1 : 0;
            }

            _processes.Do(operation);
            if (_machine.BackgroundReclaimer.IsAwake)
            {
                using Machine.TaskScope scope = _machine.RunAs(_machine.BackgroundReclaimer.Task);
                _machine.BackgroundReclaimer.Balance();
            }
        }

        return accesses == 0 ? 0 : (double)hits / accesses;
    }

    /// <summary>The machine's counters, under the kernel's names.</summary>
    public IEnumerable<(string Statistic, double Value)> Counters()
    {
        yield return ("pgsteal_kswapd", _machine.Statistics.ReclaimedKswapd);
        yield return ("pgsteal_direct", _machine.Statistics.ReclaimedDirect);
        yield return ("allocstall", _machine.Statistics.AllocationStalls);
        foreach (Zone zone in _machine.Allocator.Zones)
        {
            string name = zone.Kind.ToString().ToUpperInvariant();
            yield return ($"{name} min", zone.Watermarks.Min);
            yield return ($"{name} low", zone.Watermarks.Low);
            yield return ($"{name} high", zone.Watermarks.High);
        }
    }

    /// <summary>The pages of a zone with those that the firmware keeps, which make its last pageblock whole.</summary>
    private static int WholePageblocks(int pages) => (pages + PageblockPages - 1) / PageblockPages * PageblockPages;

    /// <summary>
    /// Allocates all of a zone but a number of pages; that memory stays in use to the end. One pageblock is the kernel's own, where free
    /// pages lie between objects that cannot move: too few for page caches to take the pageblock over. The recorder drops all caches before
    /// a sequence, so that the per-CPU lists are full at its start.
    /// </summary>
    private void TakeMemory(Zone zone, long free)
    {
        GfpFlags inZone = zone.Kind switch
        {
            ZoneKind.Dma => GfpFlags.Dma,
            ZoneKind.Dma32 => GfpFlags.Dma32,
            _ => GfpFlags.None,
        };
        Stack<Folio> kernel = [];
        while (kernel.Count < PageblockPages)
        {
            kernel.Push(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | inZone));
        }

        Stack<Folio> users = [];
        while (zone.FreePageCount.Value > free - FreeBetweenKernelObjects - DroppedCaches)
        {
            users.Push(_machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.Movable | inZone));
        }

        while (kernel.Count > PageblockPages - FreeBetweenKernelObjects)
        {
            kernel.Pop().Put();
        }

        _machine.Allocator.DrainAllPages();
        while (zone.FreePageCount.Value < free && users.TryPop(out Folio dropped))
        {
            dropped.Put();
        }
    }
}
