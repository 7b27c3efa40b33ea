using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>
/// The page cache of a memory control group at its limit, as the kernel runs it: reclaim in portions, references, batches, shadows, and
/// the tree's nodes charged like everything else.
/// </summary>
internal sealed class GroupCache : ReplayCache
{
    private readonly Machine _machine;
    private readonly MemoryGroup _group;
    private readonly Dictionary<ulong, AddressSpace> _files = [];
    private AddressSpace? _last;
    private ulong _lastFile;
    private readonly AddressSpace _objects;
    private readonly PageIndices _pages = new();
    private readonly bool _namesObjects;

    public GroupCache(ReplayPolicy policy, long memory, bool namesObjects)
        : base(policy, memory)
    {
        _namesObjects = namesObjects;
        _machine = new Machine(new MachineOptions
        {
            Pages = checked((int)Math.Max(memory * 2, 1 << 14)),
            Cpus = 1,
            MemoryGroups = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = policy.MultiGeneration },
        });
        _group = _machine.CreateGroup("replay");
        _group.Max = new PageCount(memory);
        _machine.Current.Group = _group;
        if (policy.Create is not null)
        {
            _group.Policy = policy.Create(memory);
        }

        _objects = NewFile("objects");
    }

    public override void HandOver() => _machine.HandOver();

    public override void Access(ReadOnlySpan<TraceRequest> requests)
    {
        foreach (ref readonly TraceRequest request in requests)
        {
            if (request.Operation == TraceOperation.Sync)
            {
                continue;
            }

            if (request.Operation == TraceOperation.Discard)
            {
                Discard(request);
                continue;
            }

            bool isWrite = request.Operation is TraceOperation.Write or TraceOperation.Store;
            long first = request.FirstPage;
            long pages = request.Pages;
            AddressSpace file = _namesObjects ? _objects : FileOf(request.File);
            for (long page = first; page < first + pages; page++)
            {
                Touch(file, IndexOf(request.File, page), isWrite);
            }

            _machine.ReturnToUser();
        }
    }

    public override ReplayResult Result() => new()
    {
        Policy = Policy.Name,
        MemoryPages = Memory,
        Accesses = Accesses,
        Hits = Hits,
        Evictions = _group.Own(GroupCounter.PagesReclaimedDirect) + _group.Own(GroupCounter.PagesReclaimedKswapd),
        Refaults = _group.Own(GroupCounter.WorkingsetRefaultFile),
        Scanned = _group.Own(GroupCounter.PagesScannedDirect) + _group.Own(GroupCounter.PagesScannedKswapd),
        Written = Written,
    };

    private PageIndex IndexOf(ulong file, long page) => _namesObjects
        ? new PageIndex((ulong)_pages.Of(PageIndices.KeyOf(file, page), out _)) : new PageIndex((ulong)page);

    private void Touch(AddressSpace file, PageIndex index, bool isWrite)
    {
        Accesses++;
        Folio folio = file.Pages.GetFolio(index).Folio;
        if (folio.IsNone)
        {
            FolioResult made = file.Pages.GrabFolio(index);
            if (made.Error != Errno.None)
            {
                throw new InvalidOperationException(
                    $"{Policy.Name} with {Memory} pages: {made.Error}: the memory is too small for the tree of the page cache");
            }

            folio = made.Folio;
            folio.MarkUptodate();
            folio.Unlock();
        }
        else
        {
            Hits++;
        }

        folio.MarkAccessed();
        Written += isWrite ? 1 : 0;
        folio.Put();
    }

    private void Discard(in TraceRequest request)
    {
        if (!_namesObjects && request.Length > 0)
        {
            FileOf(request.File).Truncate(new ByteOffset(request.Offset), new ByteOffset(request.Offset + request.Length - 1));
        }
    }

    private AddressSpace FileOf(ulong file)
    {
        if (_last is not null && _lastFile == file)
        {
            return _last;
        }

        if (!_files.TryGetValue(file, out AddressSpace? found))
        {
            _files[file] = found = NewFile($"file {file}");
        }

        _last = found;
        _lastFile = file;
        return found;
    }

    private AddressSpace NewFile(string name) =>
        _machine.CreateAddressSpace(new AddressSpaceOptions { Name = name, MaxOrder = Order.Zero });
}
