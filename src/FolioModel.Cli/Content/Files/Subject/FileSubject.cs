using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>
/// Regular files under test: two open files of one inode, used by reads, writes, direct transfers, advice, sync and mappings, while pages
/// are
/// reclaimed, migrated and invalidated, memory is short, and the device fails.
/// </summary>
internal sealed partial class FileSubject : MachineSubject
{
    /// <summary>The recorded kernel, with the uncached input and output of later ones.</summary>
    private static readonly KernelProfile s_profile =
        KernelProfile.Linux612 with { Name = "6.12 with RWF_DONTCACHE", HasUncachedIo = true, LooksAgainBeforeDropBehind = true };

    private readonly FileSubjectOptions _options;
    private readonly FaultSwitch _faults;
    private readonly FileSystem _files;
    private readonly RegularFile _file;
    private readonly OpenFile[] _open;
    private readonly ProcessMemory _process;
    private readonly MappedArea _area;
    private readonly Scope<Folio> _held;
    private bool _deviceFails;
    private Finding? _broken;

    /// <summary>Builds one with small pages and room enough.</summary>
    public FileSubject()
        : this(new FileSubjectOptions())
    {
    }

    /// <summary>Builds one.</summary>
    /// <param name="options">Which.</param>
    public FileSubject(FileSubjectOptions options)
        : this(options ?? throw new ArgumentNullException(nameof(options)), new FaultSwitch())
    {
    }

    private FileSubject(FileSubjectOptions options, FaultSwitch faults)
        : base(new MachineOptions
        {
            Pages = options.Pages,
            Profile = s_profile,
            Ledger = true,
            LockChecking = true,
            AllocationFaults = faults,
        })
    {
        _options = options;
        _faults = faults;
        _held = NewScope<Folio>(crowd: 8);
        _queue = options.QueueDepth > 0 ? new HeldDevice(options.QueueDepth, largest: 2) : null;
        _files = new FileSystem(Machine, new FileSystemOptions
        {
            Device = new FailingDevice(_queue ?? (IBackingDevice)new ImmediateDevice { LargestRequest = 8 }, _ => _deviceFails),
            ReadAheadPages = 16,
            FlushesReplacedFiles = true,
            LargestOrder = options.LargestOrder,
            Capacity = options.Capacity > 0 ? new PageCount(options.Capacity) : null,
            Domain = new WritebackDomain(
                Machine, new WritebackLimits { Bytes = 64 * PageSize.Bytes, BackgroundBytes = 24 * PageSize.Bytes }),
        });
        _file = _files.CreateFile("data", 20 * PageSize.Bytes);
        _open = [_file.Open(), _file.Open()];
        _process = Machine.CreateProcess("program");
        _area = _process.Map(_file.Mapping, PageIndex.Zero, options.FilePages, MapOptions.Shared | MapOptions.Writable);
        DefineTransfers();
        DefineSyncs();
        DefineDisturbances();
        if (_queue is not null)
        {
            _crowdFile = _files.CreateFile("crowd", CrowdTasks * CrowdPages * PageSize.Bytes);
            _crowd = [.. Enumerable.Range(0, CrowdTasks).Select(i => Machine.CreateTask($"crowd {i}", i % Machine.Options.Cpus))];
            DefineQueue();
        }

        AtEnd(CloseFile);
    }

    private Parameter<long> Page => Number("page", _options.FilePages);

    private Parameter<long> Some => Size("pages", _options.FilePages);

    private static Parameter<int> Beyond => OneOf("bytes", 0, 100, PageSize.Bytes - 1);

    private static Parameter<long> Descriptor => Number("open file", 2);

    /// <inheritdoc/>
    public override Finding? CheckStep() => _broken ?? base.CheckStep();

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        _faults.IsOn = false;
        _deviceFails = false;
        foreach (Folio folio in _held.Things.ToArray())
        {
            folio.Put();
        }

        _process.Exit();
    }

    private void CloseFile()
    {
        _file.Delete();
        _crowdFile?.Delete();
        Machine.Batches.DrainAll();
        if (_files.Allocated.Value != 0 || _files.Dirty is not { Reclaimable: 0, Writeback: 0 })
        {
            throw new InvalidOperationException(
                $"{_files} has {_files.Allocated} pages and {_files.Dirty.Reclaimable} dirty ones without files");
        }
    }

    private bool TryPeek(long page, out Folio folio)
    {
        folio = _file.Mapping.Pages.Peek(new PageIndex((ulong)page)) is { IsFolio: true } entry ? entry.Folio : default;
        return !folio.IsNone;
    }
}
