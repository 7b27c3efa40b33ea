using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<TaskRun> _runs = [];
    private TaskRun? _running;

    /// <summary>The tasks that run suspended and are not over.</summary>
    public IReadOnlyList<TaskRun> Runs => _runs;

    /// <summary>Prepares a task to run suspended. It does nothing before its first <see cref="TaskRun.Resume"/>.</summary>
    /// <param name="task">A task of this machine.</param>
    /// <param name="body">What it does: an async method that awaits the suspended forms of operations (<c>GrabFolioAsync</c> and so
    /// on).</param>
    /// <param name="observer">The observer that decides where it stops; null lets it stop at every point.</param>
    public TaskRun Begin(KernelTask task, Func<KernelWork> body, ITaskRunObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(body);
        return Add(new TaskRun(this, task, body, body.Target, observer));
    }

    /// <summary>Prepares a task with a result to run suspended. It does nothing before its first <see cref="TaskRun.Resume"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="task">A task of this machine.</param>
    /// <param name="body">What it does: an async method that awaits the suspended forms of operations.</param>
    /// <param name="done">Told the result, as the last thing that the task does.</param>
    /// <param name="observer">The observer that decides where it stops; null lets it stop at every point.</param>
    public TaskRun Begin<T>(KernelTask task, Func<KernelWork<T>> body, Action<T> done, ITaskRunObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(done);
        return Add(new TaskRun(this, task, new ResultBody<T>(body, done).Run, body.Target, observer));
    }

    /// <summary><see cref="Point"/> of an operation that runs suspended.</summary>
    /// <param name="point">What comes next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KernelPause PointAsync(SchedulingPoint point) => new(_running is { } run && run.StopsAt(point) ? run : null);

    /// <summary><see cref="Point{T}(SchedulingPoint, T)"/> of an operation that runs suspended.</summary>
    /// <typeparam name="T">The type of the target.</typeparam>
    /// <param name="point">What comes next.</param>
    /// <param name="target">To what.</param>
    public KernelPause PointAsync<T>(SchedulingPoint point, T target) =>
        new(_running is { } run && run.StopsAt(point, typeof(T).IsValueType ? null : target) ? run : null);

    /// <summary><see cref="WaitFor"/> of an operation that runs suspended.</summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="key">What it waits for, to be compared by reference.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="holder">The task that is to end the wait, where that is known.</param>
    public KernelPause WaitForAsync(WaitReason reason, object key, string what, KernelTask? holder)
    {
        if (_running is not { } run)
        {
            WaitFor(reason, key, what, holder);
            return default;
        }

        LockOrder?.AssertMaySleep();
        TrackSleepers(key);
        run.WaitFor(reason, key, what, holder, spins: false);
        return new KernelPause(run);
    }

    /// <summary><see cref="SpinFor"/> of an operation that runs suspended.</summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="key">What it spins on, to be compared by reference.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="holder">The task that is to end the wait, where that is known.</param>
    public KernelPause SpinForAsync(WaitReason reason, object key, string what, KernelTask? holder)
    {
        if (_running is not { } run)
        {
            SpinFor(reason, key, what, holder);
            return default;
        }

        TrackSleepers(key);
        run.WaitFor(reason, key, what, holder, spins: false);
        return new KernelPause(run);
    }

    /// <summary><see cref="Relax"/> of an operation that runs suspended: the scheduler decides when to try again.</summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="what">What is waited for, in words.</param>
    public KernelPause RelaxAsync(WaitReason reason, string what)
    {
        if (_running is not { } run)
        {
            Relax(reason, what);
            return default;
        }

        run.WaitFor(reason, this, what, null, spins: true);
        return new KernelPause(run);
    }

    internal KernelPause SpinOnFrozenAsync(int pfn)
    {
        if (_running is null)
        {
            SpinOnFrozen(pfn);
            return default;
        }

        return RelaxAsync(WaitReason.Freeze, $"the freeze of pfn 0x{pfn:x}");
    }

    private TaskRun Add(TaskRun run)
    {
        _runs.Add(run);
        return run;
    }

    internal TaskRun? EnterRun(TaskRun run)
    {
        TaskRun? outer = _running;
        _running = run;
        return outer;
    }

    internal void LeaveRun(TaskRun? outer) => _running = outer;

    internal void Forget(TaskRun run) => _runs.Remove(run);
}
