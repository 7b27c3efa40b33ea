using FolioModel.Forking;
using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Files;

/// <summary>
/// Writes the dirty files of a filesystem back: old ones now and then, all when asked, some when too much memory is dirty.
/// </summary>
/// <remarks>
/// <para>Models <c>struct bdi_writeback</c> with <c>wb_workfn</c>. Files wait on three lists, in the order in which they became dirty:
/// dirty,
/// to be written in this round, and to be written again because their turn was too short.</para>
/// <para>
/// With a clock let a task run it: <c>clock.Spawn("flusher", 0, files.Flusher.RunAsync)</c>. Without such a task, the task that asks for
/// writeback does the work.
/// </para>
/// </remarks>
[SharedState("flusher of {_system.Options.Name}")]
public sealed partial class Flusher : BackgroundFlusher, ISharedState
{
    private readonly FileSystem _system;
    private readonly Machine _machine;

    /// <summary>The oldest first (<c>b_dirty</c>).</summary>
    [Shared]
    private readonly LinkedList<RegularFile> _dirty = new();

    /// <summary>The next one first (<c>b_io</c>).</summary>
    [Shared]
    private readonly LinkedList<RegularFile> _io = new();

    /// <summary>Files whose turn ended before they were clean (<c>b_more_io</c>).</summary>
    [Shared]
    private readonly LinkedList<RegularFile> _moreIo = new();

    [NotShared("the key on which the flusher waits for work")]
    private readonly object _work = new();

    [NotShared("set while a task that may hold locks of folios does the flusher's work")]
    private bool _skipsLocked;

    [NotShared("when the period is over; no order of steps depends on it without a clock")]
    private TimeSpan? _wakesAt;

    [NotShared("when old files were last looked for; no order of steps depends on it without a clock")]
    private TimeSpan _lookedForOld;

    internal Flusher(FileSystem system)
    {
        _system = system;
        _machine = system.Machine;
        _stateNumber = _machine.NewStateNumber();
    }

    /// <summary>Whether a task runs it.</summary>
    [Shared]
    public partial bool IsRunning { get; private set; }

    /// <summary>Whether it is writing.</summary>
    [Shared]
    public partial bool IsWriting { get; private set; }

    /// <summary>Whether a task saw that too much is dirty.</summary>
    [Shared]
    private partial bool IsBackgroundAsked { get; set; }

    /// <summary>Groups whose writers saw that too much of their memory is dirty.</summary>
    [Shared]
    private readonly List<MemoryGroup> _groupsAsked = [];

    /// <summary>Whether a call of sync, or reclaim, asked it to start writing everything; no task waits for that.</summary>
    [Shared]
    private partial bool IsStartAsked { get; set; }

    /// <summary>Calls of sync that wait for it.</summary>
    [Shared]
    private partial int SyncsAsked { get; set; }

    /// <summary>Calls of sync that it has served.</summary>
    [Shared]
    private partial int SyncsDone { get; set; }

    /// <summary>Whether its task shall end.</summary>
    [Shared]
    private partial bool IsStopping { get; set; }

    /// <summary>Files that are dirty, or were when the flusher last looked.</summary>
    public int Files => _dirty.Count + _io.Count + _moreIo.Count;

    /// <summary>Told of each turn of a file, with the pages that it wrote, or null.</summary>
    [NotShared("who watches decides nothing")]
    [field: NotForked("an observer stays with the filesystem that it was given to")]
    public Action<RegularFile, long, WritebackReason>? Observer { get; set; }

    private WritebackLimits Limits => _system.Domain.Limits;

    /// <summary>The body of the flusher's task: serves until <see cref="Stop"/>.</summary>
    /// <remarks>Models <c>wb_workfn</c>.</remarks>
    [Interleaved]
    public void Run()
    {
        IsRunning = true;
        while (!IsStopping)
        {
            Work();
            if (HasWork())
            {
                continue;
            }

            _machine.WaitFor(FileWaits.WritebackWork, _work, "dirty pages to write", null);
        }

        IsRunning = false;
    }

    /// <summary>Ends the flusher's task as soon as it has nothing to do.</summary>
    public void Stop()
    {
        IsStopping = true;
        _machine.WakeAll(_work);
    }

    /// <summary>Does what there is to do: syncs, old files, and the background threshold.</summary>
    /// <remarks>Models <c>wb_do_writeback</c>.</remarks>
    [Interleaved]
    private void Work()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("wb_do_writeback");
        IsWriting = true;
        while (SyncsAsked > SyncsDone)
        {
            int served = SyncsAsked;
            WriteSome(WritebackReason.Sync);
            SyncsDone = served;
            _machine.WakeAll(this);
        }

        if (IsStartAsked)
        {
            WriteSome(WritebackReason.Start);
            IsStartAsked = false;
        }

        if (IsOldDue())
        {
            _wakesAt = _wakesAt <= _system.Now ? null : _wakesAt;
            _lookedForOld = _system.Now;
            WriteSome(WritebackReason.Periodic);
        }

        _wakesAt = _wakesAt <= _system.Now ? null : _wakesAt;

        // A group that is above its share says nothing about the machine's threshold.
        bool onlyGroups = _groupsAsked.Count > 0 && !IsBackgroundAsked;
        IsBackgroundAsked = false;
        if (!onlyGroups)
        {
            WriteSome(WritebackReason.Background);
        }

        while (_groupsAsked.Count > 0)
        {
            MemoryGroup group = _groupsAsked[0];
            TrackState();
            _groupsAsked.RemoveAt(0);
            WriteSome(WritebackReason.Background, group);
        }

        IsWriting = false;
        ArmPeriod();
    }

    private bool HasWork() => IsStopping || SyncsAsked > SyncsDone || IsStartAsked || IsBackgroundAsked || _groupsAsked.Count > 0
        || (_wakesAt is { } due && _system.Now >= due);

    /// <summary>Whether a period has passed since old files were last looked for.</summary>
    /// <remarks>Models <c>wb_check_old_data_flush</c>.</remarks>
    private bool IsOldDue() =>
        _system.Clock is not null && Limits.Interval > TimeSpan.Zero && _system.Now >= _lookedForOld + Limits.Interval;

    /// <summary>While files are dirty the flusher wakes once a period.</summary>
    /// <remarks>Models <c>wb_wakeup_delayed</c>.</remarks>
    private void ArmPeriod()
    {
        if (_wakesAt is not null || Files == 0 || Limits.Interval <= TimeSpan.Zero || _system.Clock is not { } clock)
        {
            return;
        }

        TimeSpan due = _system.TimerExpiry(Limits.Interval);
        _wakesAt = due;
        clock.Schedule(due, () => _machine.WakeAll(_work));
    }

    /// <summary>Too much is dirty: the flusher is to write, unless it does so already.</summary>
    /// <remarks>Models <c>wb_start_background_writeback</c>.</remarks>
    [Interleaved]
    internal void StartBackground()
    {
        if (IsWriting)
        {
            return;
        }

        IsBackgroundAsked = true;
        Begin();
    }
}
