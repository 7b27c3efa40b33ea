using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<KernelTask> _tasks = [];

    /// <summary>The task in whose name operations run (the kernel's <c>current</c>).</summary>
    public KernelTask Current { get; private set; }

    /// <summary>The task that exists from the start, on CPU 0.</summary>
    public KernelTask Boot { get; }

    /// <summary>All tasks.</summary>
    public IReadOnlyList<KernelTask> Tasks => _tasks;

    /// <summary>The scheduler that runs other tasks while the current one waits; null when operations run straight to their end.</summary>
    public ITaskScheduler? Scheduler { get; set; }

    internal bool CanWait => Scheduler is not null || _running is not null;

    /// <summary>Creates a task. It runs nothing by itself: make it current with <see cref="RunAs"/>.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="cpu">The CPU whose batches and page lists it uses.</param>
    /// <exception cref="ArgumentOutOfRangeException">The machine has no such CPU.</exception>
    public KernelTask CreateTask(string name, int cpu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, Options.Cpus);
        KernelTask task = new(this, _tasks.Count + 1, name, cpu);
        _tasks.Add(task);
        return task;
    }

    /// <summary>Makes a task current until the scope ends.</summary>
    /// <param name="task">A task of this machine.</param>
    public TaskScope RunAs(KernelTask task)
    {
        CheckOwn(task);
        TaskScope scope = new(this, Current);
        SwitchTo(task);
        return scope;
    }

    /// <summary>Moves a task to another CPU.</summary>
    /// <param name="task">A task of this machine.</param>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The machine has no such CPU.</exception>
    public void MoveToCpu(KernelTask task, int cpu)
    {
        CheckOwn(task);
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, Options.Cpus);
        task.Cpu = cpu;
    }

    /// <summary>
    /// A scheduling point: another CPU may act here. Does nothing, and the compiler leaves the call out, when an operation runs straight.
    /// </summary>
    /// <param name="point">What comes next.</param>
    [SuspendsAs(nameof(PointAsync))]
    [Conditional("FOLIO_SUSPENDED")]
    [SuppressMessage("Performance", "CA1822", Justification = "a point belongs to a machine, whose scheduler it names")]
    public void Point(SchedulingPoint point)
    {
    }

    /// <summary>The form of <see cref="Point(SchedulingPoint)"/> that names what is about to be touched.</summary>
    /// <typeparam name="T">The type of the target.</typeparam>
    /// <param name="point">What comes next.</param>
    /// <param name="target">To what: a lock, a folio.</param>
    [SuspendsAs(nameof(PointAsync))]
    [Conditional("FOLIO_SUSPENDED")]
    [SuppressMessage("Performance", "CA1822", Justification = "a point belongs to a machine, whose scheduler it names")]
    public void Point<T>(SchedulingPoint point, T target)
    {
    }

    /// <summary>
    /// Opens an operation of the core: its kernel function, for reports. Without ledger, observer and monitor it does nothing.
    /// </summary>
    /// <param name="operation">The kernel function modelled.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal KernelTask.OperationScope BeginOperation(string operation) =>
        Instrumentation is null ? default : Current.BeginOperation(operation);

    private void SwitchTo(KernelTask task)
    {
        KernelTask before = Current;
        Current = task;
        if (_instrumentation is { } instrumentation && before != task)
        {
            instrumentation.Tell(KernelEventKind.SchedSwitch, "context_switch", Order.Zero, 0, before.Id);
        }
    }

    internal KernelTask TaskById(int id) => _tasks[id - 1];

    /// <summary>Sleeps until another task wakes the key. An operation that runs straight cannot be woken: that is a deadlock.</summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="key">What it waits for, to be compared by reference.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="holder">The task that is to end the wait, where that is known.</param>
    /// <exception cref="KernelDeadlockException">The machine has no scheduler.</exception>
    /// <remarks>Call it in a loop that tests what is waited for: another task may be quicker.</remarks>
    [SuspendsAs(nameof(WaitForAsync))]
    public void WaitFor(WaitReason reason, object key, string what, KernelTask? holder)
    {
        LockOrder?.AssertMaySleep();
        SpinFor(reason, key, what, holder);
    }

    /// <summary>Waits like <see cref="WaitFor"/> but without sleeping, so that it is allowed under spin locks.</summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="key">What it spins on, to be compared by reference.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="holder">The task that is to end the wait, where that is known.</param>
    /// <exception cref="KernelDeadlockException">The machine has no scheduler.</exception>
    [SuspendsAs(nameof(SpinForAsync))]
    public void SpinFor(WaitReason reason, object key, string what, KernelTask? holder)
    {
        if (Scheduler is not { } scheduler)
        {
            throw Deadlock(reason, what, holder);
        }

        KernelTask waiting = Current;
        scheduler.Wait(waiting, reason, key, what);
        Current = waiting;
    }

    /// <summary>
    /// Waits before a failed attempt is repeated: repeating it is useless until something that the attempt looked at has changed.
    /// </summary>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="what">What is waited for, in words.</param>
    /// <exception cref="KernelDeadlockException">The machine has no scheduler, so nothing can change.</exception>
    /// <remarks>Models <c>cpu_relax</c>, and the way back into the guest of a fault that starts again.</remarks>
    [SuspendsAs(nameof(RelaxAsync))]
    public void Relax(WaitReason reason, string what) => SpinFor(reason, this, what, null);

    /// <summary>Wakes the tasks that wait for a key.</summary>
    /// <param name="key">What has happened.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WakeAll(object key)
    {
        if (Scheduler is not null || _runs.Count > 0)
        {
            WakeWaiting(key);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeWaiting(object key)
    {
        TrackSleepers(key);
        Scheduler?.Wake(key);
        for (int i = 0; i < _runs.Count; i++)
        {
            _runs[i].WakeFor(key);
        }
    }

    internal KernelDeadlockException Deadlock(WaitReason reason, string what, KernelTask? holder) =>
        new($"deadlock: {Current} waits for {what}, held by {holder?.ToString() ?? "a task that does not run"}"
            + (holder == Current ? " (itself)" : "") + "; operations run straight to their end, so no task can release it")
        {
            Reason = reason,
            Holder = holder,
            Task = Current,
        };

    /// <summary>Makes the task current again that was so before.</summary>
    public readonly struct TaskScope : IDisposable
    {
        private readonly Machine _machine;
        private readonly KernelTask _before;

        internal TaskScope(Machine machine, KernelTask before)
        {
            _machine = machine;
            _before = before;
        }

        /// <summary>Ends the scope.</summary>
        public void Dispose() => _machine.SwitchTo(_before);
    }
}
