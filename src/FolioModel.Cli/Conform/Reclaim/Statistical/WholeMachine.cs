using FolioModel.Allocation;
using FolioModel.Files;

namespace FolioModel.Cli.Conform.Reclaim.Statistical;

/// <summary>The recorder's machine without a group, short of memory: zones, watermarks and free pages as recorded.</summary>
/// <remarks>
/// The background reclaimer has the CPU whenever an access waits for the disk, so it runs to its end after each access that woke it.
/// </remarks>
internal sealed class WholeMachine
{
    private readonly Machine _machine;
    private readonly AccessSequence _sequence;
    private readonly SequenceFile[] _files;
    private readonly SequenceProcesses _processes;

    public WholeMachine(AccessSequence sequence, RecordedBoots recorded)
    {
        _sequence = sequence;
        _machine = new Machine(new MachineOptions
        {
            Pages = recorded.Zones.Sum(static zone => zone.Pages),
            Cpus = 1,
            Zones = [.. recorded.Zones.Select(static zone => new ZoneOptions(zone.Kind, zone.Pages))],
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

    /// <summary>Allocates all of a zone but a number of pages; that memory stays in use to the end.</summary>
    private void TakeMemory(Zone zone, long free)
    {
        GfpFlags gfp = GfpFlags.Kernel | (zone.Kind switch
        {
            ZoneKind.Dma => GfpFlags.Dma,
            ZoneKind.Dma32 => GfpFlags.Dma32,
            _ => GfpFlags.None,
        });
        while (zone.FreePageCount.Value > free && !_machine.Allocator.AllocateFolio(Order.Zero, gfp).IsNone)
        {
        }
    }
}
