using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>Checks the invariants after every step at the cost of what the step touched.</summary>
/// <remarks>
/// <para>
/// Every change of a reference count, of a place in a cache, list or batch, and of a flag that an invariant is about notes its frame.
/// <see cref="Check"/> looks at these frames, and at a few others in turn, as <see cref="Machine.Validate"/> does. What is said about the
/// whole machine (pages conserved, nrpages, LRU and writeback statistics, slots of batches) is a sum over the frames that is kept up to
/// date: each frame's part is remembered, and replaced when the frame is looked at.
/// </para>
/// <para>
/// So every cheap invariant is checked after every step, for a price that does not depend on the size of the machine. The walks of lists,
/// trees and free blocks come every <see cref="MonitorOptions.StepsBetweenFullValidations"/> steps.
/// </para>
/// </remarks>
public sealed class InvariantMonitor : IDisposable
{
    private readonly Machine _machine;
    private readonly TouchedFrames _touched;
    private readonly MonitorOptions _options;
    private readonly ValidationOptions _cheap;
    private readonly Contribution[] _parts;
    private readonly NodeSums _sums;
    private int _sample;
    private long _age;
    private long _youngest;

    internal InvariantMonitor(Machine machine, TouchedFrames touched, MonitorOptions options)
    {
        _machine = machine;
        _touched = touched;
        _options = options;
        _cheap = new ValidationOptions { Groups = options.Groups, ExceptOwners = options.ExceptOwners, Walks = false };
        _parts = new Contribution[machine.Options.Pages];
        _sums = new NodeSums(machine);
        _age = machine.Lru.NonresidentAge;
        TouchAll();
    }

    /// <summary>Steps checked so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Checks what the operations since the last call touched. To be called when no operation is half done.</summary>
    /// <returns>The violations; none on a sound machine.</returns>
    public ImmutableArray<InvariantViolation> Check()
    {
        Steps++;
        if (_options.StepsBetweenFullValidations > 0 && Steps % _options.StepsBetweenFullValidations == 0)
        {
            ImmutableArray<InvariantViolation> found = _machine.Validate(_cheap with { Walks = true });
            if (found.Length > 0)
            {
                return found;
            }
        }

        LookAtGenerations();
        InvariantReport report = new(_machine, _cheap);
        foreach (int pfn in _touched.Frames)
        {
            Look(report, pfn);
        }

        _touched.Clear();
        LookAtSample(report);
        _sums.Compare(report);
        BatchChecks.CheckFill(report);
        CheckAge(report);
        foreach (IInvariantSource source in _machine.InvariantSources)
        {
            source.Check(report);
        }

        return report.Found;
    }

    /// <summary>Checks the whole machine, walks included, for the groups that the monitor is for.</summary>
    /// <returns>The violations; none on a sound machine.</returns>
    public ImmutableArray<InvariantViolation> CheckEverything() => _machine.Validate(_cheap with { Walks = true });

    /// <summary>Stops noting what operations touch.</summary>
    public void Dispose() => _machine.EndMonitoring();

    /// <summary>A new generation changes which list every folio counts on, and touches none of them.</summary>
    private void LookAtGenerations()
    {
        // A sum would not do: one group can go while another one ages as far.
        const long Factor = 1_000_003;
        long youngest = 0;
        for (int i = 0; i < _machine.LruVectorCount; i++)
        {
            LruVector lru = _machine.LruVectorAt(i);
            youngest = (youngest * Factor) + (lru.Group?.Id ?? 0);
            youngest = (youngest * Factor) + (lru.Generations?.Youngest ?? 0);
        }

        if (youngest != _youngest)
        {
            TouchAll();
            _youngest = youngest;
        }
    }

    private void TouchAll()
    {
        for (int pfn = 0; pfn < _parts.Length; pfn++)
        {
            _touched.Add(pfn);
        }
    }

    private void LookAtSample(InvariantReport report)
    {
        for (int i = 0; i < _options.SampledFrames; i++)
        {
            _sample = _sample + 1 < _parts.Length ? _sample + 1 : 0;
            Look(report, _sample);
        }
    }

    private void Look(InvariantReport report, int pfn)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        bool isCached = false;
        if (page.State is PageState.Allocated or PageState.AllocatedRaw)
        {
            isCached = FolioChecks.Check(report, pfn);
        }
        else if (page.State is PageState.Buddy or PageState.PerCpu && !_machine.IsCleanWhenFree(pfn))
        {
            report.Add(PageInvariants.FreePageIsClean, default, $"the free block at pfn 0x{pfn:x} is not clean: {_machine.Dump(pfn)}");
        }

        Contribution part = Contribution.Of(_machine, pfn, isCached);
        if (part != _parts[pfn])
        {
            _sums.Add(_parts[pfn], -1);
            _sums.Add(part, 1);
            _parts[pfn] = part;
        }
    }

    private void CheckAge(InvariantReport report)
    {
        long age = _machine.Lru.NonresidentAge;
        if (age < _age)
        {
            report.Add(ReclaimInvariants.NonresidentAgeIsMonotone, default, "the node's age went back", _age, age);
        }

        _age = age;
    }
}
