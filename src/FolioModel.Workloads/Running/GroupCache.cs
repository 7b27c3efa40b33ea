using FolioModel.Groups;

namespace FolioModel.Workloads.Running;

/// <summary>
/// The page cache of a memory control group at its limit, as the kernel runs it: reclaim in portions, references, batches, shadows, and
/// the tree's nodes charged like everything else.
/// </summary>
internal sealed class GroupCache : ReplayCache
{
    private const int PendingAccesses = 512;

    /// <summary>How many accesses ahead the processor is asked for the place of a key, a slot of the tree, and a folio.</summary>
    private const int KeysAhead = 16;
    private const int SlotsAhead = 16;
    private const int FoliosAhead = 8;

    private readonly Machine _machine;
    private readonly MemoryGroup _group;
    private readonly Dictionary<ulong, AddressSpace> _files = [];
    private AddressSpace? _last;
    private ulong _lastFile;
    private readonly AddressSpace _objects;
    private readonly PageIndices _pages = new();
    private readonly bool _namesObjects;
    private readonly PageAccess[] _pending = new PageAccess[PendingAccesses];
    private int _count;

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
        for (int i = 0; i < requests.Length; i++)
        {
            if (_namesObjects && i + KeysAhead < requests.Length)
            {
                ref readonly TraceRequest soon = ref requests[i + KeysAhead];
                _pages.Prefetch(PageIndices.KeyOf(soon.File, soon.FirstPage));
            }

            ref readonly TraceRequest request = ref requests[i];
            switch (request.Operation)
            {
                case TraceOperation.Sync:
                    break;
                case TraceOperation.Discard:
                    RunPending();
                    Discard(request);
                    break;
                default:
                    Queue(request);
                    break;
            }
        }

        RunPending();
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

    /// <summary>Cuts a request into pages, which wait so that the processor can be told what they will need.</summary>
    private void Queue(in TraceRequest request)
    {
        bool isWrite = request.Operation is TraceOperation.Write or TraceOperation.Store;
        long end = request.FirstPage + request.Pages;
        AddressSpace file = _namesObjects ? _objects : FileOf(request.File);
        for (long page = request.FirstPage; page < end; page++)
        {
            if (_count == _pending.Length)
            {
                RunPending();
            }

            ulong index = _namesObjects ? (ulong)_pages.Of(PageIndices.KeyOf(request.File, page), out _) : (ulong)page;
            _pending[_count++] = new PageAccess(file, new PageIndex(index), isWrite, page == end - 1);
        }
    }

    private void RunPending()
    {
        ReadOnlySpan<PageAccess> pending = _pending.AsSpan(0, _count);
        _count = 0;
        for (int i = 0; i < pending.Length; i++)
        {
            if (i + SlotsAhead < pending.Length)
            {
                ref readonly PageAccess far = ref pending[i + SlotsAhead];
                far.File.Pages.PrefetchSlot(far.Index);
                ref readonly PageAccess near = ref pending[i + FoliosAhead];
                near.File.Pages.PrefetchFolio(near.Index);
            }

            Touch(pending[i]);
        }
    }

    private void Touch(in PageAccess access)
    {
        Accesses++;
        PageCache pages = access.File.Pages;
        Folio folio = pages.GetFolio(access.Index).Folio;
        if (folio.IsNone)
        {
            folio = Bring(pages, access.Index);
        }
        else
        {
            Hits++;
        }

        folio.MarkAccessed();
        Written += access.IsWrite ? 1 : 0;
        folio.Put();
        if (access.EndsRequest)
        {
            _machine.ReturnToUser();
        }
    }

    private Folio Bring(PageCache pages, PageIndex index)
    {
        FolioResult made = pages.GrabFolio(index);
        if (made.Error != Errno.None)
        {
            throw new InvalidOperationException(
                $"{Policy.Name} with {Memory} pages: {made.Error}: the memory is too small for the tree of the page cache");
        }

        made.Folio.MarkUptodate();
        made.Folio.Unlock();
        return made.Folio;
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

    private readonly record struct PageAccess(AddressSpace File, PageIndex Index, bool IsWrite, bool EndsRequest);
}
