using FolioModel.Files;
using FolioModel.Rmap;

namespace FolioModel.Workloads.Running;

/// <summary>
/// Files on a simulated disk, in the page cache of a group at its limit: readahead, dirty pages and their flusher, faults of mappings, and
/// the times of the trace.
/// </summary>
internal sealed class FileCache : MachineCache
{
    private const int TickNanoseconds = 100;

    private readonly SimulatedClock _clock;
    private readonly FileSystem _system;
    private readonly ProcessMemory _process;
    private readonly IReadOnlyDictionary<ulong, long> _sizes;
    private readonly Dictionary<ulong, ReplayedFile> _files = [];
    private readonly Dictionary<RegularFile, ReplayedFile> _byFile = [];
    private long? _origin;
    private TimeSpan _waited;
    private long _readahead;
    private long _unused;
    private ReplayedFile? _asked;
    private long _askedFirst;
    private long _askedEnd;

    public FileCache(ReplayPolicy policy, long memory, ReplayOptions options, Func<ulong, string> nameOf)
        : base(policy, memory, options, nameOf)
    {
        _sizes = options.FileSizes;
        _clock = new SimulatedClock(Machine);
        ReplayDevice device = new(new SimulatedDisk(_clock), Note);
        long dirty = memory * PageSize.Bytes * (options.DirtyRatio ?? DefaultDirtyRatio) / 100;
        _system = new FileSystem(Machine, new FileSystemOptions
        {
            Name = "replay",
            Device = device,
            Clock = _clock,
            ReadAheadPages = options.ReadaheadPages,
            CoarseSteps = true,

            // The limit is a part of the group's memory, not of the machine's.
            Domain = new WritebackDomain(
                Machine, new WritebackLimits { Bytes = dirty, BackgroundBytes = dirty / 2, HasGroupShares = false }),
        });
        _process = Machine.CreateProcess("replay");
        Machine.Current.Group = null;

        // A program has memory before its files are mapped: they share the upper levels of its page tables, which no group here pays for.
        _process.Touch(_process.MapAnonymous(1).First, write: false);
        _clock.Spawn("flusher", 0, _system.Flusher.RunAsync);
        Machine.Current.Group = Group;
    }

    /// <summary>The kernel's <c>vm.dirty_ratio</c>.</summary>
    public const int DefaultDirtyRatio = 20;

    public override ReplayResult Result() => base.Result() with
    {
        ReadaheadPages = _readahead,
        ReadaheadUnused = _unused + _files.Values.Sum(static f => f.GoneUnused()),
        Waited = _waited,
    };

    public override (AddressSpace File, PageIndex Index)? Locate(ulong file, long page) =>
        _files.TryGetValue(file, out ReplayedFile? known) ? (known.Mapping, new PageIndex((ulong)page)) : null;

    protected override long GoneUnused(GroupMember member) =>
        _files.Values.Where(f => f.Member == member).Sum(static f => f.GoneUnused());

    protected override IReadOnlyList<ResidentFile> Resident() =>
        Largest(_files.Select(static f => new ResidentFile(f.Key, f.Value.Mapping.Pages.Count.Value)));

    protected override void Run(ReadOnlySpan<TraceRequest> requests)
    {
        foreach (ref readonly TraceRequest request in requests)
        {
            _origin ??= request.Nanoseconds;
            TimeSpan due = TimeSpan.FromTicks((request.Nanoseconds - _origin.Value) / TickNanoseconds);
            if (due > _clock.Now)
            {
                _clock.RunUntil(due);
            }

            TimeSpan start = _clock.Now;
            ReplayedFile file = FileOf(request.File);
            Machine.Current.Group = file.Member?.Group ?? Group;
            (long accesses, long hits) = (Accesses, Hits);
            Do(request, file);
            TimeSpan waited = _clock.Now - start;
            _waited += waited;
            if (file.Member is { } member)
            {
                member.CountAccesses(Accesses - accesses, Hits - hits);
                member.CountWait(waited);
            }

            Machine.ReturnToUser();
        }
    }

    private void Do(in TraceRequest request, ReplayedFile file)
    {
        if (request.Operation == TraceOperation.Sync)
        {
            file.Open.Sync();
            return;
        }

        if (request.Operation == TraceOperation.Discard)
        {
            if (request.Length > 0)
            {
                file.File.PunchHole(request.Offset, request.Length);
            }

            return;
        }

        Ask(file, request.FirstPage, request.FirstPage + request.Pages);
        long length = Math.Max(1, request.Length);
        TransferResult done = request.Operation switch
        {
            TraceOperation.Read => file.Open.Read(request.Offset, length),
            TraceOperation.Write => file.Open.Write(request.Offset, length),
            _ => Touch(file, request),
        };
        _asked = null;
        if (done.Error != Errno.None)
        {
            throw TooSmall(done.Error);
        }
    }

    private static TransferResult Touch(ReplayedFile file, in TraceRequest request)
    {
        for (long page = request.FirstPage; page < request.FirstPage + request.Pages; page++)
        {
            file.Process.Touch(file.Mapped(page), request.Operation == TraceOperation.Store);
        }

        return new TransferResult(request.Length, Errno.None);
    }

    /// <summary>Counts the pages of a request, and which of them are there.</summary>
    private void Ask(ReplayedFile file, long first, long end)
    {
        (_asked, _askedFirst, _askedEnd) = (file, first, end);
        for (long page = first; page < end; page++)
        {
            bool has = file.Has(page);
            Accesses++;
            Hits += has ? 1 : 0;
            CountReadahead(file, 0, file.Use(page) && !has);
        }
    }

    /// <summary>Pages that the device reads beyond those that the request asks for came by readahead.</summary>
    private void Note(DeviceRequest request)
    {
        ReplayedFile file = _byFile[request.File];
        if (request.IsWrite)
        {
            Written += request.Pages;
            file.Member?.CountWritten(request.Pages);
            return;
        }

        for (long page = (long)request.First.Value, end = page + request.Pages; page < end; page++)
        {
            if (file != _asked || page < _askedFirst || page >= _askedEnd)
            {
                CountReadahead(file, 1, file.Expect(page));
            }
        }
    }

    private void CountReadahead(ReplayedFile file, long pages, bool wentUnused)
    {
        long unused = wentUnused ? 1 : 0;
        _readahead += pages;
        _unused += unused;
        file.Member?.CountReadahead(pages, unused);
    }

    private ReplayedFile FileOf(ulong number)
    {
        if (!_files.TryGetValue(number, out ReplayedFile? file))
        {
            long size = _sizes.TryGetValue(number, out long known) ? known
                : throw new InvalidOperationException($"the size of file {number} is not known: measure the trace before the replay");
            RegularFile made = _system.CreateFile($"file {number}", PageCount.RoundedUp(size).Value * PageSize.Bytes);
            file = new ReplayedFile(made, _process, MemberOf(number));
            _files.Add(number, file);
            _byFile.Add(made, file);
        }

        return file;
    }
}
