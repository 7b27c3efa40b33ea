namespace FolioModel.Workloads.Running;

/// <summary>
/// The page cache of a group at its limit, as the kernel runs it: reclaim in portions, references, batches, shadows, and the tree's nodes
/// charged like everything else. Pages come without readahead, and written ones count as written back at once.
/// </summary>
internal sealed class GroupCache : MachineCache
{
    private const int PendingAccesses = 512;

    /// <summary>How many accesses ahead the processor is asked for the place of a key, a slot of the tree, and a folio.</summary>
    private const int KeysAhead = 16;
    private const int SlotsAhead = 16;
    private const int FoliosAhead = 8;

    private readonly Dictionary<ulong, TracedFile> _files = [];
    private TracedFile? _last;
    private ulong _lastFile;
    private readonly TracedFile _objects;
    private readonly PageIndices _pages = new();
    private readonly bool _namesObjects;
    private readonly PageAccess[] _pending = new PageAccess[PendingAccesses];
    private int _count;

    public GroupCache(ReplayPolicy policy, long memory, ReplayOptions options, bool namesObjects, Func<ulong, string> nameOf)
        : base(policy, memory, options, nameOf)
    {
        _namesObjects = namesObjects;
        _objects = NewFile("objects", null);
    }

    public override (AddressSpace File, PageIndex Index)? Locate(ulong file, long page)
    {
        if (!_namesObjects)
        {
            return _files.TryGetValue(file, out TracedFile? known) ? (known.Mapping, new PageIndex((ulong)page)) : null;
        }

        long place = _pages.PlaceOf(PageIndices.KeyOf(file, page));
        return place < 0 ? null : (_objects.Mapping, new PageIndex((ulong)place));
    }

    protected override IReadOnlyList<ResidentFile> Resident() =>
        Largest(_files.Select(static f => new ResidentFile(f.Key, f.Value.Mapping.Pages.Count.Value)));

    protected override void Run(ReadOnlySpan<TraceRequest> requests)
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

    /// <summary>Cuts a request into pages, which wait so that the processor can be told what they will need.</summary>
    private void Queue(in TraceRequest request)
    {
        bool isWrite = request.Operation is TraceOperation.Write or TraceOperation.Store;
        long end = request.FirstPage + request.Pages;
        TracedFile file = _namesObjects ? _objects : FileOf(request.File);
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
                far.File.Mapping.Pages.PrefetchSlot(far.Index);
                ref readonly PageAccess near = ref pending[i + FoliosAhead];
                near.File.Mapping.Pages.PrefetchFolio(near.Index);
            }

            Touch(pending[i]);
        }
    }

    private void Touch(in PageAccess access)
    {
        Accesses++;
        if (access.File.Member is { } member)
        {
            Machine.Current.Group = member.Group;
            member.CountAccesses(1, access.File.Mapping.Pages.Peek(access.Index).IsFolio ? 1 : 0);
            member.CountWritten(access.IsWrite ? 1 : 0);
        }

        Folio folio = GetOrBring(access.File.Mapping, access.Index);

        if (_namesObjects || access.File.LastPage != access.Index.Value)
        {
            folio.MarkAccessed();
        }

        access.File.LastPage = access.Index.Value;
        Written += access.IsWrite ? 1 : 0;
        folio.Put();
        if (access.EndsRequest)
        {
            Machine.ReturnToUser();
        }
    }

    /// <summary>
    /// Finds a page or brings it in, with one lookup for both: a new page comes unlocked and without contents. The flag that marks a page
    /// used on its way in is for owners of other kinds: a read that misses uses the page once, when it has come.
    /// </summary>
    private Folio GetOrBring(AddressSpace mapping, PageIndex index)
    {
        FolioResult found = mapping.Pages.GetFolio(index, FindFolioFlags.Create | FindFolioFlags.ForMmap, mapping.GfpMask, default);
        if (found.Error != Errno.None)
        {
            throw TooSmall(found.Error);
        }

        if (found.Folio.Has(FolioFlags.Uptodate))
        {
            Hits++;
        }
        else
        {
            found.Folio.MarkUptodate();
        }

        return found.Folio;
    }

    private void Discard(in TraceRequest request)
    {
        if (!_namesObjects && request.Length > 0)
        {
            FileOf(request.File).Mapping.Truncate(new ByteOffset(request.Offset), new ByteOffset(request.Offset + request.Length - 1));
        }
    }

    private TracedFile FileOf(ulong file)
    {
        if (_last is not null && _lastFile == file)
        {
            return _last;
        }

        if (!_files.TryGetValue(file, out TracedFile? found))
        {
            _files[file] = found = NewFile($"file {file}", MemberOf(file));
        }

        _last = found;
        _lastFile = file;
        return found;
    }

    private TracedFile NewFile(string name, GroupMember? member) =>
        new(Machine.CreateAddressSpace(new AddressSpaceOptions { Name = name, MaxOrder = Order.Zero }), member);

    /// <summary>A file that is open once: reading on in the page that was read last is no second use of it.</summary>
    private sealed class TracedFile(AddressSpace mapping, GroupMember? member)
    {
        public AddressSpace Mapping => mapping;

        /// <summary>The group that pays for its pages, or null if all files share one.</summary>
        public GroupMember? Member => member;

        public ulong LastPage { get; set; } = ulong.MaxValue;
    }

    private readonly record struct PageAccess(TracedFile File, PageIndex Index, bool IsWrite, bool EndsRequest);
}
