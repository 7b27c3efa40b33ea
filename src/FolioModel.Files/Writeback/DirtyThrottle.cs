using FolioModel.Forking;
using FolioModel.Groups;

namespace FolioModel.Files;

/// <summary>Makes tasks that dirty pages pause, so that they dirty no faster than the device writes.</summary>
/// <remarks>Models <c>balance_dirty_pages_ratelimited</c> and <c>balance_dirty_pages</c>.</remarks>
public sealed partial class DirtyThrottle
{
    /// <summary>Pages after which a task that is slowed down should look again, at least (<c>DIRTY_POLL_THRESH</c>): 128 KiB.</summary>
    private const long PollPages = 32;

    private readonly FileSystem _system;
    private readonly Machine _machine;
    private readonly Dictionary<int, TaskDirtying> _tasks = [];
    private bool _isExceeded;

    internal DirtyThrottle(FileSystem system)
    {
        _system = system;
        _machine = system.Machine;
        Bandwidth = new BandwidthEstimate(system.Dirty, system.Domain.Limits.TicksPerSecond);
    }

    /// <summary>The speed of the device, as far as it is known.</summary>
    public BandwidthEstimate Bandwidth { get; }

    /// <summary>How often tasks paused.</summary>
    public long Pauses { get; private set; }

    /// <summary>How long they paused together.</summary>
    public TimeSpan Paused { get; private set; }

    /// <summary>Told of each decision above the point where slowing down begins, or null.</summary>
    [field: NotForked("an observer stays with the filesystem that it was given to")]
    public Action<DirtyPause>? Observer { get; set; }

    private int Hz => _system.Domain.Limits.TicksPerSecond;

    /// <summary>Whether the current task has dirtied so much since it last looked that it must look again.</summary>
    /// <remarks>Models <c>balance_dirty_pages_ratelimited</c>.</remarks>
    internal bool IsDue
    {
        get
        {
            KernelTask task = _machine.Current;
            if (!_tasks.TryGetValue(task.Id, out TaskDirtying? state))
            {
                return false;
            }

            if (state.Dirtied >= LimitOf(state))
            {
                _system.Domain.ResetCpu(task.Cpu);
                return true;
            }

            return _system.Domain.TakeCpuTurn(task.Cpu);
        }
    }

    /// <summary>Pages that the current task may dirty in one go before <see cref="IsDue"/> can be true again; it is not due now.</summary>
    internal long PagesUntilDue
    {
        get
        {
            KernelTask task = _machine.Current;
            long left = _tasks.TryGetValue(task.Id, out TaskDirtying? state) ? LimitOf(state) - state.Dirtied : PollPages;
            return Math.Min(left, _system.Domain.PagesUntilCpuTurn(task.Cpu));
        }
    }

    private long LimitOf(TaskDirtying state) => _isExceeded ? Math.Min(state.PollAfter, PollPages / 4) : state.PollAfter;

    /// <summary>Counts pages that the current task dirtied.</summary>
    internal void Count(long pages)
    {
        KernelTask task = _machine.Current;
        if (!_tasks.TryGetValue(task.Id, out TaskDirtying? state))
        {
            _tasks.Add(task.Id, state = new TaskDirtying { PollAfter = PollPages });
        }

        state.Dirtied += pages;
        _system.Domain.CountDirtied(task.Cpu, pages);
    }

    /// <summary>Has the flusher write where too much is dirty, and lets the current task pause where it must.</summary>
    /// <remarks>The machine has limits, and the task's group its share of them: the tighter of the two holds.</remarks>
    [Interleaved]
    internal void Balance()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("balance_dirty_pages");
        TaskDirtying task = _tasks[_machine.Current.Id];
        MemoryGroup? group = _system.Domain.Limits.HasGroupShares && _machine.Current.Group is { IsRoot: false } own ? own : null;

        // A task that pauses several times in a row pays for the same pages each time.
        long dirtied = task.Dirtied;
        while (true)
        {
            DirtyThresholds now = _system.Domain.Read();
            if (_machine.Statistics.FileDirty > now.Background)
            {
                _system.Flusher.StartBackground();
                now = _system.Domain.Read();
            }

            DirtyThresholds? ofGroup = ReadGroup(group, now);
            if (now.IsFree && ofGroup is null or { IsFree: true })
            {
                LetRun(task, now, ofGroup);
                return;
            }

            if (ofGroup is { IsFree: false })
            {
                _system.Flusher.StartBackground(group!);
            }

            if (!now.IsFree)
            {
                _system.Flusher.StartBackground();
            }

            DirtyPause pause = Decide(task, dirtied, now, ofGroup, group);
            Observer?.Invoke(pause);
            if (pause.Length <= TimeSpan.Zero || _system.Clock is null)
            {
                return;
            }

            Pauses++;
            Paused += pause.Length;
            _system.SleepTicks(pause.Ticks);
            task.PausedAt = pause.End;
            task.Dirtied = 0;
            task.PollAfter = pause.PollAfter;
            if (pause.TaskRate > 0 || pause.IsDeviceIdle || _machine.Current.FatalSignalPending)
            {
                return;
            }
        }
    }

    private DirtyThresholds? ReadGroup(MemoryGroup? group, DirtyThresholds machine)
    {
        if (group is null)
        {
            return null;
        }

        _system.Domain.FlushStatisticsIfDue(_system);
        return _system.Domain.Read(group, machine);
    }

    /// <summary>Little is dirty: the task goes on, and looks again after as many pages as cannot exceed a limit.</summary>
    private void LetRun(TaskDirtying task, DirtyThresholds now, DirtyThresholds? ofGroup)
    {
        task.PausedAt = _system.Ticks;
        task.Dirtied = 0;
        task.PollAfter = ofGroup is { } own ? Math.Min(PollInterval(now), PollInterval(own)) : PollInterval(now);
        _isExceeded = _isExceeded && (now.Dirty > now.Limit || ofGroup is { IsExceeded: true });
    }

    /// <remarks>Models <c>dirty_poll_interval</c>.</remarks>
    private static long PollInterval(DirtyThresholds now) =>
        now.Limit > now.Dirty ? 1L << (System.Numerics.BitOperations.Log2((ulong)(now.Limit - now.Dirty)) >> 1) : 1;
}
