using System.Collections.Immutable;
using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// Processes with private memory in groups, on a machine short of memory with swap: faults, fork, copy on write, advice, pins, page cache
/// beside them, and every way to ask for reclaim. What each page must show is kept beside the model and compared after every step.
/// </summary>
internal sealed partial class AnonSubject : MachineSubject
{
    private const int MachinePages = 512;
    private const int FilePages = 200;
    private const int MostProcesses = 5;
    private const int SecondAreaSlots = 100;

    private readonly AnonOptions _options;
    private readonly List<MemoryGroup> _groups;
    private readonly KernelTask[] _tasks;
    private readonly AddressSpace _file;
    private readonly Scope<ProcessPages> _processes;
    private readonly Scope<HeldAnon> _held;
    private readonly Scope<HeldPage> _heldFiles;
    private readonly Scope<Folio> _writebacks;
    private readonly Scope<Folio> _memory;
    private readonly HashSet<ulong> _dirty = [];
    private readonly SwapContents _contents = new();
    private readonly AnonWatch _watch;
    private SwapArea? _second;
    private readonly Dictionary<MemoryGroup, long> _swapBefore = [];
    private long _written;
    private int _created;
    private Finding? _broken;

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public AnonSubject(AnonOptions options)
        : base(new MachineOptions
        {
            Pages = MachinePages,
            MemoryGroups = 40,
            Ledger = true,
            LockChecking = true,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = options.MultiGeneration },
        })
    {
        _options = options;
        MemoryGroup outer = Machine.CreateGroup("outer");
        MemoryGroup inner = Machine.CreateGroup("inner", outer);
        MemoryGroup spared = Machine.CreateGroup("spared");
        outer.Max = new PageCount(170);
        outer.SwapMax = new PageCount(150);
        inner.Max = new PageCount(90);
        spared.Min = new PageCount(50);
        spared.Low = new PageCount(70);
        _groups = [outer, inner, spared, Machine.CreateGroup("passing", outer)];
        _tasks =
        [
            Machine.CreateTask("free", 0), Machine.CreateTask("outer", 0), Machine.CreateTask("inner", 1), Machine.CreateTask("spared", 1),
        ];
        for (int i = 1; i < _tasks.Length; i++)
        {
            _tasks[i].Group = _groups[i - 1];
        }

        Machine.Swap.SwapOn(options.SwapSlots, _contents.NewDevice(options.FirstIsDisk));
        _second = Machine.Swap.SwapOn(SecondAreaSlots, _contents.NewDevice(isDisk: true));
        _file = Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "data", Size = (long)FilePages << PageSize.Shift, MaxOrder = Order.Zero });
        _processes = NewScope<ProcessPages>(crowd: MostProcesses + 1);
        _held = NewScope<HeldAnon>(crowd: 16);
        _heldFiles = NewScope<HeldPage>(crowd: 16);
        _writebacks = NewScope<Folio>(crowd: 8);
        _memory = NewScope<Folio>(crowd: 460);
        _watch = new AnonWatch(Machine, _processes, IsUsed);
        Machine.ReclaimObserver = _watch;
        DefineMemory();
        DefineAdvice();
        DefineFiles();
        DefineReclaim();
        DefineGenerations();
    }

    private Parameter<int> Task =>
        new ChoiceParameter<int> { Name = "task", Choices = [0, 1, 2, 3], Shown = t => $"{_tasks[t]} on CPU {_tasks[t].Cpu}" };

    /// <summary>A group by its number: one that was replaced is the new one of its name.</summary>
    private Parameter<int> Group =>
        new ChoiceParameter<int> { Name = "group", Choices = [0, 1, 2, 3], Shown = g => $"'{_groups[g].Name}'" };

    private Parameter<ProcessPages> Process => Held(_processes);

    private static Parameter<long> Page => Number("page", ProcessPages.Pages);

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? _watch.Broken ?? base.CheckStep() ?? CheckFilesInUse()
        ?? CheckSwapLimits() ?? CheckContents();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _contents.ReadsFail = _contents.WritesFail = false;
        foreach (HeldAnon held in _held.Things.ToImmutableArray())
        {
            LetGo(held);
        }

        foreach (HeldPage held in _heldFiles.Things.ToImmutableArray())
        {
            LetGo(held);
        }

        foreach (Folio folio in _writebacks.Things)
        {
            folio.EndWriteback();
        }

        foreach (Folio folio in _memory.Things)
        {
            folio.Put();
        }

        foreach (ProcessPages process in _processes.Things)
        {
            process.Memory.Exit();
        }

        foreach (SwapArea area in Machine.Swap.Areas.ToImmutableArray())
        {
            if (Machine.Swap.SwapOff(area) != Errno.None)
            {
                Break(SwapInvariants.SlotCountsAreTheEntries, $"slots of area {area.Type} are in use when every process has ended");
            }
        }
    }

    /// <inheritdoc/>
    public override Finding? Finish() => base.Finish() ?? _broken;

    private Machine.TaskScope As(int task) => Machine.RunAs(_tasks[task]);

    private void Break(Invariant invariant, string what) => _broken ??= Finding.Of(invariant, what);

    /// <summary>Forgets the processes that ran out of memory and were ended.</summary>
    private void BuryVictims()
    {
        foreach (ProcessPages process in _processes.Things.ToImmutableArray())
        {
            if (!Machine.Processes.Contains(process.Memory))
            {
                Hit("a process was ended for want of memory");
                Bury(process);
            }
        }
    }

    private void Bury(ProcessPages process)
    {
        Machine.OutOfMemory.Unregister(process.Memory);
        _processes.Remove(process);
        foreach (HeldAnon held in _held.Things)
        {
            held.IsShown &= held.Process != process;
        }
    }

    /// <summary>No group takes more slots while it has as many as its limit allows.</summary>
    private Finding? CheckSwapLimits()
    {
        foreach (MemoryGroup group in _groups)
        {
            long used = group.SwapUsage.Value;
            bool isAbove = group.SwapMax is { } most && used > most.Value && used > _swapBefore.GetValueOrDefault(group);
            _swapBefore[group] = used;
            if (isAbove)
            {
                return Finding.Of(SwapInvariants.SwapChargesAreTheSlots, $"{group} took {used} slots, more than its limit {group.SwapMax}");
            }
        }

        return null;
    }

    /// <summary>Whether the program itself uses a folio, so that it must not go.</summary>
    private bool IsUsed(Folio folio) => _held.Things.Any(h => h.Folio == folio) || _heldFiles.Things.Any(h => h.Folio == folio)
        || _writebacks.Things.Contains(folio) || (folio.Mapping == _file && _dirty.Contains(folio.Index.Value));
}
