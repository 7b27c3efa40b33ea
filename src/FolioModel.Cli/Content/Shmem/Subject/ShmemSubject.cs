using System.Collections.Immutable;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>
/// shmem under test: one file used through system calls and through the page tables of a process and its child, swap, references and pins
/// of others, splits, migration, memory failure, and lack of memory or of room on the mount.
/// </summary>
internal partial class ShmemSubject : MachineSubject
{
    private readonly ShmemSubjectOptions _options;
    private readonly FaultSwitch _faults;
    private readonly ShmemMount _mount;
    private readonly ShmemFile _file;
    private readonly ProcessMemory _process;
    private readonly Scope<Folio> _held;
    private readonly Scope<Folio> _pinned;
    private readonly HashSet<Pfn> _failed = [];
    private Finding? _broken;
    private ProcessMemory? _child;
    private SwapArea? _swap;

    /// <summary>Builds one with small pages and room enough.</summary>
    public ShmemSubject()
        : this(new ShmemSubjectOptions())
    {
    }

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public ShmemSubject(ShmemSubjectOptions options)
        : this(options ?? throw new ArgumentNullException(nameof(options)), new FaultSwitch())
    {
    }

    private ShmemSubject(ShmemSubjectOptions options, FaultSwitch faults)
        : base(new MachineOptions { Pages = options.Pages, Ledger = true, LockChecking = true, AllocationFaults = faults }, options.Monitor)
    {
        _options = options;
        _kept = new bool[options.FilePages];
        _faults = faults;
        _held = NewScope<Folio>(crowd: 12);
        _pinned = NewScope<Folio>(crowd: 6);
        _swap = options.SwapPages > 0 ? Machine.Swap.SwapOn(options.SwapPages) : null;
        _mount = new ShmemMount(Machine, new ShmemMountOptions { MaxPages = options.MountPages });
        _file = _mount.CreateFile(new ShmemOptions { Size = (long)options.FilePages << PageSize.Shift, HugePages = options.HugePages });
        _process = Machine.CreateProcess("program");
        DefineFile();
        DefineSwap();
        DefineHolders();
        DefineMappings();
        DefineDisturbances();
        AtEnd(CloseFile);
    }

    private Parameter<long> Page => Number("page", _options.FilePages);

    private Parameter<long> Some => Size("pages", Math.Min(_options.FilePages, 640));

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _faults.IsOn = false;
        foreach (Folio folio in _held.Things.ToImmutableArray())
        {
            folio.Put();
        }

        foreach (Folio folio in _pinned.Things.ToImmutableArray())
        {
            folio.Unpin();
        }

        _child?.Exit();
        _process.Exit();
    }

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? base.CheckStep() ?? LostPage(IsThorough);

    /// <inheritdoc/>
    public override Finding? Finish() => LostPage(everywhere: true) ?? base.Finish() ?? Remains();

    private void CloseFile()
    {
        _file.Close();
        Machine.Batches.DrainAll();
        foreach (Pfn frame in _failed.Where(IsHeldByFailure))
        {
            Machine.Unpoison(frame);
        }
    }

    private Finding? Remains()
    {
        if (_mount.UsedPages.Value != 0)
        {
            return Finding.Of(ShmemInvariants.ShmemAllocIsCachedPlusSwapped,
                $"the mount is charged for {_mount.UsedPages} and has no file");
        }

        if (_swap is { PagesInUse: not 0 })
        {
            return Finding.Of(ShmemInvariants.SwapValuesCoverTheFilesSlots,
                $"{_swap.PagesInUse} swap slots are in use and nobody is left who could use them");
        }

        NodeStatistics left = Machine.Statistics;
        return left is { FilePages: 0, Shmem: 0, ShmemThps: 0, SwapCached: 0 }
            ? null
            : Finding.Of(CacheInvariants.NrpagesIsTheSumOfTheEntries,
                $"counted though there are none: {left.FilePages} pages of files, {left.Shmem} of shmem in {left.ShmemThps} huge folios, "
                + $"{left.SwapCached} in the swap cache");
    }

    private bool TryPeek(long page, out Folio folio)
    {
        folio = _file.Mapping.Pages.Peek(At(page)) is { IsFolio: true } entry ? entry.Folio : default;
        return !folio.IsNone;
    }

    private static PageIndex At(long page) => new((ulong)page);
}
