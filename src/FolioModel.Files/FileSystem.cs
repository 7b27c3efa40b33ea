using FolioModel.Forking;

namespace FolioModel.Files;

/// <summary>A filesystem with regular files on one backing device, with its flusher.</summary>
/// <remarks>
/// Models what <c>mm/filemap.c</c>, <c>mm/readahead.c</c>, <c>mm/page-writeback.c</c> and <c>fs/fs-writeback.c</c> do for a filesystem
/// whose files are contiguous on the device: <c>struct super_block</c>, <c>struct backing_dev_info</c> and its
/// <c>struct bdi_writeback</c>.
/// </remarks>
/// <example><code>
/// var machine = new Machine(new MachineOptions { Pages = 65536 });
/// var files = new FileSystem(machine);
/// OpenFile file = files.CreateFile("data", size: 1 &lt;&lt; 20).Open();
/// Console.WriteLine(file.Read(position: 0, length: 8192).Bytes);
/// Console.WriteLine(file.File.Mapping.Pages.Count);           // more than 2: readahead
/// </code></example>
[SharedState("filesystem {Options.Name}")]
public sealed partial class FileSystem : ISharedState
{
    [NotShared("for reports and invariants: no operation looks a file up here")]
    private readonly List<RegularFile> _files = [];

    [NotShared("empty batches, to be used again")]
    private readonly Stack<FolioBatch> _batches = new();

    /// <summary>Mounts one.</summary>
    /// <param name="machine">The machine in whose memory it caches.</param>
    /// <param name="options">Device, clock and limits; null for the defaults.</param>
    public FileSystem(Machine machine, FileSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Machine = machine;
        _stateNumber = machine.NewStateNumber();
        Options = options ?? new FileSystemOptions();
        Device = Options.Device ?? new ImmediateDevice();
        Clock = Options.Clock;
        Domain = Options.Domain ?? new WritebackDomain(machine);
        Flusher = new Flusher(this);
        Throttle = new DirtyThrottle(this);
        machine.AddInvariants(new FileChecks(this));
        machine.AddFlusher(Flusher);
    }

    /// <summary>The machine whose memory its files use.</summary>
    public Machine Machine { get; }

    /// <summary>How it was mounted.</summary>
    public FileSystemOptions Options { get; }

    /// <summary>Where the contents are.</summary>
    public IBackingDevice Device { get; }

    /// <summary>The embedder's time, or null where no time passes.</summary>
    public IClock? Clock { get; }

    /// <summary>Limits on dirty memory.</summary>
    public WritebackDomain Domain { get; }

    /// <summary>Dirty pages of its files on their way to the device.</summary>
    public DirtyCounters Dirty { get; } = new();

    /// <summary>The flusher, which writes dirty files back.</summary>
    public Flusher Flusher { get; }

    /// <summary>The limits of dirty memory, which make writers pause.</summary>
    public DirtyThrottle Throttle { get; }

    /// <summary>Told of each folio that a read, a fault or readahead brings into the cache; null when nothing watches.</summary>
    /// <remarks>Models the tracepoint <c>mm_filemap_add_to_page_cache</c> for these.</remarks>
    [NotShared("an observer decides nothing")]
    [field: NotForked("an observer stays with the filesystem that it was given to")]
    public Action<RegularFile, Folio>? FolioAdded { get; set; }

    /// <summary>Its files, in the order in which they were made.</summary>
    public IReadOnlyList<RegularFile> Files => _files;

    /// <summary>Pages allocated on the device.</summary>
    [Shared]
    public partial PageCount Allocated { get; private set; }

    /// <summary>Makes a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">Its size in bytes, all of it allocated and on the device.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative, or does not fit on the device.</exception>
    public RegularFile CreateFile(string name, long size = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        RegularFile file = new(this, name, size);
        if (!file.Reserve(default, PageCount.RoundedUp(size).Value))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "the file does not fit on the device");
        }

        _files.Add(file);
        return file;
    }

    /// <summary>
    /// Writes all files back and waits: what was dirty before the call is on the device after it, unless an error says otherwise. Reference
    /// effect: none.
    /// </summary>
    /// <remarks>
    /// Models <c>ksys_sync</c>: the flusher begins, in each file where it last stopped, before the call itself writes and waits
    /// (<c>sync_inodes_sb</c>).
    /// </remarks>
    [Interleaved]
    public void Sync()
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("ksys_sync");
        Flusher.StartAll();
        SleepUntil(Now);
        SyncFiles();
    }

    /// <summary>Writes all files back and waits, as <see cref="Sync"/> does, for a caller that means this filesystem alone.</summary>
    /// <remarks>Models <c>sync_filesystem</c>, for <c>syncfs</c>.</remarks>
    [Interleaved]
    public void SyncFileSystem()
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("sync_filesystem");
        SyncFiles();
    }

    [Interleaved]
    private void SyncFiles()
    {
        Flusher.SyncAll();
        for (int i = 0; i < _files.Count; i++)
        {
            _files[i].WaitForWriteback(PageIndex.Zero, PageIndex.Max);
        }
    }

    /// <summary>Takes pages of the device.</summary>
    /// <returns>False when there are not so many.</returns>
    internal bool TryAllocate(long pages)
    {
        if (Options.Capacity is { } capacity && Allocated.Value + pages > capacity.Value)
        {
            return false;
        }

        Allocated += new PageCount(pages);
        return true;
    }

    /// <summary>Pages that the device still has space for; without a limit, more than a file can have.</summary>
    internal long Room => Options.Capacity is { } capacity ? capacity.Value - Allocated.Value : long.MaxValue;

    internal void Free(long pages) => Allocated -= new PageCount(pages);

    internal void Forget(RegularFile file) => _files.Remove(file);

    internal FolioBatch RentBatch() => _batches.TryPop(out FolioBatch? batch) ? batch : new FolioBatch(Machine);

    internal void ReturnBatch(FolioBatch batch)
    {
        batch.Clear();
        _batches.Push(batch);
    }

    internal TimeSpan Now => Clock?.Now ?? TimeSpan.Zero;

    /// <summary>Ticks of the kernel's timer until now (<c>jiffies</c>).</summary>
    internal long Ticks => Now.Ticks * Domain.Limits.TicksPerSecond / TimeSpan.TicksPerSecond;

    /// <summary>When a timer of the kernel that is set now expires.</summary>
    /// <param name="ticks">Ticks that it is to run.</param>
    internal TimeSpan TimerExpiry(long ticks) => TimeOf(TimerWheel.Expiry(Ticks, ticks));

    /// <summary>The same for a time.</summary>
    internal TimeSpan TimerExpiry(TimeSpan delay) =>
        TimerExpiry((delay.Ticks * Domain.Limits.TicksPerSecond + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    /// <summary>
    /// Lets the current task sleep for a number of ticks and up to one more, as the present one is partly over. Without a clock no time
    /// passes.
    /// </summary>
    /// <remarks>Models <c>schedule_timeout</c>.</remarks>
    [Interleaved]
    internal void SleepTicks(long ticks) => SleepUntil(TimerExpiry(ticks));

    private TimeSpan TimeOf(long tick) => new(
        (tick * TimeSpan.TicksPerSecond + Domain.Limits.TicksPerSecond - 1) / Domain.Limits.TicksPerSecond);

    /// <summary>Lets the current task sleep until a time, or give way to others if that has come; without a clock no time passes.</summary>
    [Interleaved]
    internal void SleepUntil(TimeSpan due)
    {
        if (Clock is not { } clock)
        {
            return;
        }

        SleepTimer timer = new(Machine);
        clock.Schedule(due, timer.Elapse);
        while (!timer.HasElapsed)
        {
            Machine.WaitFor(FileWaits.Timer, timer, "the end of a pause", null);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"filesystem '{Options.Name}'";
}
