using System.Collections.Immutable;
using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Specification;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>
/// guest_memfd under test: two files, slots, faults, punches, conversions, references of the host, signals and lack of memory.
/// </summary>
internal partial class GmemSubject : MachineSubject
{
    private const int SlotPages = 16;

    private readonly FaultSwitch _faults;
    private readonly KernelTask[] _tasks;
    private readonly VirtualMachine _vm;
    private readonly GuestMemfd[] _files;
    private readonly Scope<HeldFolio> _held;
    private readonly int _filePages;
    private readonly Refinement? _host;
    private SpecGuest? _guest;

    /// <summary>Builds 6.12's on 4,096 pages, without refinement.</summary>
    public GmemSubject()
        : this(new GmemOptions())
    {
    }

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public GmemSubject(GmemOptions options)
        : this(options ?? throw new ArgumentNullException(nameof(options)), new FaultSwitch())
    {
    }

    private GmemSubject(GmemOptions options, FaultSwitch faults)
        : base(
            new MachineOptions
            {
                Pages = options.Pages,
                Ledger = true,
                LockChecking = options.LockChecking,
                AllocationFaults = faults,
                Profile = options.Profile.Kernel,
            },
            options.Monitor)
    {
        _faults = faults;
        _filePages = options.Huge ? 1024 : 64;
        _held = NewScope<HeldFolio>(crowd: 16);
        _tasks = [Machine.CreateTask("vcpu", 0), Machine.CreateTask("host", 1), Machine.CreateTask("vmm", 0)];
        _vm = new VirtualMachine(Machine, options.Profile, options.Profile.HasProtectedVm ? VmType.SoftwareProtected : VmType.Default);
        _files = [NewFile(options), NewFile(options)];
        if (options.Refined)
        {
            _host = new Refinement(Machine, [.. _files.Select(static f => f.Mapping)], tagsDirty: false);
            _guest = SpecGuest.Empty(_host.State);
        }

        DefineFile();
        DefineGuest();
        DefineHost();
        AtEnd(() => Array.ForEach(_files, static f => f.Close()));
    }

    private Parameter<int> Task =>
        new ChoiceParameter<int> { Name = "task", Choices = [0, 1, 2], Shown = t => $"{_tasks[t]} on CPU {_tasks[t].Cpu}" };

    private static Parameter<int> File => OneOf("file", 0, 1);

    private Parameter<long> Page => Number("page", _filePages);

    private static Parameter<long> Frame => Number("frame", 3 * SlotPages);

    /// <inheritdoc/>
    public override Finding? CheckStep() => base.CheckStep() ?? _host?.Compare() ?? CompareGuest();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _faults.IsOn = false;
        foreach (HeldFolio held in _held.Things.ToImmutableArray())
        {
            using Machine.TaskScope scope = As(held.Task);
            if (held.IsLocked)
            {
                held.Folio.Unlock();
            }

            held.Folio.Put();
        }
    }

    private GuestMemfd NewFile(GmemOptions options) =>
        _vm.CreateGuestMemfd((long)_filePages << PageSize.Shift, options.Huge ? GmemFlags.AllowHugePage : GmemFlags.None).File!;

    private Machine.TaskScope As(int task) => Machine.RunAs(_tasks[task]);

    private int CpuOf(int task) => _tasks[task].Cpu;

    /// <summary>Whether a range has a folio that the program keeps locked: an operation run straight would wait forever.</summary>
    private bool IsLocked(int file, long start, long pages)
    {
        for (int i = 0; i < _held.Count; i++)
        {
            HeldFolio held = _held.ThingAt(i);
            if (held.IsLocked && held.Folio.Mapping == _files[file].Mapping && held.Folio.Index.Value < (ulong)(start + pages)
                && held.Folio.NextIndex.Value > (ulong)start)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a task holds a folio lock: then it must not take the invalidate lock, which is an outer one.</summary>
    private bool HoldsLock(int task)
    {
        for (int i = 0; i < _held.Count; i++)
        {
            if (_held.ThingAt(i) is { IsLocked: true } held && held.Task == task)
            {
                return true;
            }
        }

        return false;
    }

    private void Expect(SpecGuest guest, long expected, long actual, int folio = 0, Folio returned = default)
    {
        _guest = guest;
        _host!.Expect(new SpecOutcome(guest.Host, expected, folio), actual, returned);
    }

    private Finding? CompareGuest()
    {
        if (_guest is null)
        {
            return null;
        }

        if (_vm.Invalidation.Sequence != _guest.Sequence)
        {
            return new Finding("refinement", $"the invalidation sequence is {_vm.Invalidation.Sequence}, expected {_guest.Sequence}");
        }

        if (!_vm.PageTable.Entries.Keys.SequenceEqual(_guest.Mapped.Keys))
        {
            return new Finding(
                "refinement",
                    $"the guest maps [{string.Join(", ", _vm.PageTable.Entries.Keys)}], expected "
                    + $"[{string.Join(", ", _guest.Mapped.Keys)}]");
        }

        for (ulong frame = 0; frame < 3 * SlotPages; frame++)
        {
            if (_vm.Attributes.IsPrivate(frame) != _guest.Private.Contains(frame))
            {
                return new Finding("refinement",
                    $"guest frame {frame} is {(_vm.Attributes.IsPrivate(frame) ? "private" : "shared")}, expected the opposite");
            }
        }

        return null;
    }
}
