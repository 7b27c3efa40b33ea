using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Core.Mapped;

/// <summary>
/// A file of large folios in the memory of several processes: parts of it are mapped shared and private, written, copied, forked, moved,
/// locked and unmapped, while the file is truncated, invalidated, split and written back. What each page must show is kept beside the model
/// and compared after every step.
/// </summary>
internal sealed partial class MappedFileSubject : MachineSubject
{
    private const int FilePages = 48;
    private const int LargestOrder = 4;
    private const int MostProcesses = 4;
    private const int MostViews = 10;

    private readonly AddressSpace _file;
    private readonly KernelTask[] _tasks;
    private readonly Scope<ProcessMemory> _processes;
    private readonly Scope<MappedView> _views;
    private readonly Scope<(Folio Folio, int Task)> _held;
    private readonly Scope<Folio> _pinned;
    private readonly Scope<Folio> _writebacks;
    private int _created;
    private Finding? _broken;

    /// <summary>Builds one.</summary>
    /// <param name="multiGeneration">Whether the machine has the multi-generation LRU.</param>
    public MappedFileSubject(bool multiGeneration)
        : base(new MachineOptions
        {
            Pages = 4096,
            Ledger = true,
            LockChecking = true,
            LeafDirectoryThreshold = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        })
    {
        _file = Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "data", Size = (long)FilePages << PageSize.Shift, MaxOrder = new Order(LargestOrder) });
        _tasks = [Machine.CreateTask("a", 0), Machine.CreateTask("b", 1)];
        _processes = NewScope<ProcessMemory>(crowd: MostProcesses + 1);
        _views = NewScope<MappedView>(crowd: MostViews);
        _held = NewScope<(Folio Folio, int Task)>(crowd: 6);
        _pinned = NewScope<Folio>(crowd: 6);
        _writebacks = NewScope<Folio>(crowd: 4);
        DefineProcesses();
        DefineAdvice();
        DefineFile();
    }

    private Parameter<int> Task =>
        new ChoiceParameter<int> { Name = "task", Choices = [0, 1], Shown = t => $"{_tasks[t]} on CPU {_tasks[t].Cpu}" };

    private static Parameter<long> FilePage => Number("page", FilePages);

    private static Parameter<long> Some => Size("pages", 24);

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? base.CheckStep() ?? CheckViews() ?? CheckWritten();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        foreach (Folio folio in _writebacks.Things)
        {
            folio.EndWriteback();
        }

        foreach ((Folio Folio, int Task) held in _held.Things.ToImmutableArray())
        {
            LetGo(held);
        }

        foreach (Folio folio in _pinned.Things)
        {
            folio.Unpin();
        }

        foreach (ProcessMemory process in _processes.Things)
        {
            process.Exit();
        }
    }

    private Machine.TaskScope As(int task) => Machine.RunAs(_tasks[task]);

    private void Break(string what) => _broken ??= new Finding("mapped", what);

    /// <summary>The views of a process.</summary>
    private ImmutableArray<MappedView> ViewsOf(ProcessMemory process) => [.. _views.Things.Where(v => v.Memory == process)];

    /// <summary>Whether an operation run straight would wait forever for the end of a writeback.</summary>
    private bool IsBusy => _writebacks.Count > 0;
}
