using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Core;

/// <summary>
/// The core under test: folios, references, four files of different rules, LRU, dirty and writeback, splitting, migration, reclaim.
/// Programs never do what the kernel calls a bug, unless asked for misuse.
/// </summary>
internal partial class CoreSubject : MachineSubject
{
    private const int FilePages = 64;
    private const int FarFrom = 56;
    private const int FarShift = 20;
    private const int LargestOrder = 4;

    private readonly FaultSwitch _faults;
    private readonly KernelTask[] _tasks;
    private readonly AddressSpace[] _files;
    private readonly Scope<HeldFolio> _held;
    private readonly Scope<Folio> _writebacks;
    private readonly Scope<Folio> _privates;
    private readonly List<HeldFolio> _locked = [];
    private readonly Refinement? _spec;
    private Finding? _broken;

    /// <summary>Builds a core of 4,096 pages without refinement.</summary>
    public CoreSubject()
        : this(new CoreOptions())
    {
    }

    /// <summary>Builds a core.</summary>
    /// <param name="options">Which.</param>
    public CoreSubject(CoreOptions options)
        : this(options ?? throw new ArgumentNullException(nameof(options)), new FaultSwitch())
    {
    }

    private CoreSubject(CoreOptions options, FaultSwitch faults)
        : base(
            new MachineOptions
            {
                Pages = options.Pages,
                Ledger = options.Ledger,
                LeafDirectoryThreshold = 1,
                DirectReclaim = options.DirectReclaim,
                LockChecking = options.LockChecking,
                StrictFolioLocks = options.StrictLocks,
                AllocationFaults = faults,
            },
            options.Monitor)
    {
        _faults = faults;
        _held = NewScope<HeldFolio>(crowd: 24);
        _writebacks = NewScope<Folio>(crowd: 4);
        _privates = NewScope<Folio>(crowd: 6);
        _tasks = [Machine.CreateTask("a", 0), Machine.CreateTask("b", 1), Machine.CreateTask("c", 0)];
        _files =
        [
            Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "small", Size = 1L << 40 }),
            Machine.CreateAddressSpace(
                new AddressSpaceOptions { Name = "large", MaxOrder = new Order(LargestOrder), Size = (40 * PageSize.Bytes) + 100 }),
            Machine.CreateAddressSpace(
                new AddressSpaceOptions { Name = "unevictable", MaxOrder = new Order(2), Unevictable = true, Size = 1L << 40 }),
            Machine.CreateAddressSpace(
                new AddressSpaceOptions { Name = "blocks", MinOrder = new Order(2), MaxOrder = new Order(LargestOrder), Size = 1L << 40 }),
        ];
        _spec = options.Refined ? new Refinement(Machine, _files) : null;
        DefineReferences();
        DefineCache();
        DefineRanges();
        DefineLru();
        DefineWriteback();
        DefineStructure();
        DefineRivals();
        DefineMisuse();
        if (options.Ledger)
        {
            DefineMisuseOfOthersReferences();
        }

        if (options.StrictLocks)
        {
            DefineMisuseOfOthersLocks();
        }
    }

    private static Parameter<long> Page => Number("page", FilePages);

    private Parameter<int> Task =>
        new ChoiceParameter<int> { Name = "task", Choices = [0, 1, 2], Shown = t => $"{_tasks[t]} on CPU {_tasks[t].Cpu}" };

    private Parameter<AddressSpace> File =>
        new ChoiceParameter<AddressSpace> { Name = "file", Choices = [.. _files], Shown = static f => $"'{f.Name}'" };

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? base.CheckStep() ?? _spec?.Compare();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _faults.IsOn = false;
        foreach (HeldFolio held in _held.Things.ToImmutableArray())
        {
            using Machine.TaskScope scope = As(held.Task);
            if (held.IsIsolation)
            {
                held.Folio.PutBack();
                continue;
            }

            if (held.IsLocked)
            {
                held.Folio.Unlock();
            }

            held.Folio.Put();
        }

        foreach (Folio folio in _writebacks.Things.ToImmutableArray())
        {
            folio.EndWriteback();
        }

        foreach (Folio folio in _privates.Things.ToImmutableArray())
        {
            folio.DetachPrivate();
        }
    }

    /// <summary>An operation did not do what it says; found with this step.</summary>
    private void Break(Invariant invariant, string what) => _broken ??= Finding.Of(invariant, what);

    private Machine.TaskScope As(int task) => Machine.RunAs(_tasks[task]);

    private int CpuOf(int task) => _tasks[task].Cpu;

    private int IdOf(AddressSpace file) => Array.IndexOf(_files, file) + 1;

    /// <summary>The last pages of a file lie far out, so that the tree is tall.</summary>
    private static PageIndex Place(long page) => new(page < FarFrom ? (ulong)page : (ulong)(page - FarFrom + 1) << FarShift);

    private void Hold(Folio folio, int task, bool locked = false)
    {
        HeldFolio held = new(folio, task) { IsLocked = locked };
        _held.Add(held);
        if (locked)
        {
            _locked.Add(held);
        }
    }

    private void LetGo(HeldFolio held)
    {
        _held.Remove(held);
        _locked.Remove(held);
    }

    /// <summary>Whether a folio that overlaps a range is locked or under writeback: an operation run straight would wait forever.</summary>
    private bool IsBusy(AddressSpace file, PageIndex start, PageIndex end)
    {
        foreach (HeldFolio held in _locked)
        {
            if (Overlaps(held.Folio, file, start, end))
            {
                return true;
            }
        }

        for (int i = 0; i < _writebacks.Count; i++)
        {
            if (Overlaps(_writebacks.ThingAt(i), file, start, end))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlaps(Folio folio, AddressSpace file, PageIndex start, PageIndex end) =>
        folio.Mapping == file && folio.Index <= end && folio.NextIndex > start;
}
