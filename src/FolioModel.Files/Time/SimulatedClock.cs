namespace FolioModel.Files;

/// <summary>A discrete-event clock: a queue of timers, and the tasks of one machine that wait between them.</summary>
/// <remarks>
/// <para>
/// Time passes only when no task can go on. Between its waits a task takes no time, so tasks stop only where they
/// wait.
/// </para>
/// <para>
/// It also serves straight calls: it installs itself as <see cref="Machine.Scheduler"/>, and while a straight call waits, the other tasks
/// run and time passes.
/// </para>
/// </remarks>
/// <example><code>
/// var clock = new SimulatedClock(machine);
/// clock.Spawn("reader", 0, async () => await open.ReadAsync(0, 1 &lt;&lt; 20));
/// clock.Run();
/// Console.WriteLine(clock.Now);
/// </code></example>
public sealed class SimulatedClock : IClock, ITaskScheduler, ITaskRunObserver
{
    private readonly Machine _machine;
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _timers = new();
    private readonly Queue<TaskRun> _ready = new();
    private readonly Dictionary<object, int> _straightWaits = new(ReferenceEqualityComparer.Instance);
    private long _order;

    /// <summary>Starts a clock for a machine, at zero, and becomes the machine's scheduler.</summary>
    /// <param name="machine">The machine.</param>
    public SimulatedClock(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        machine.Scheduler = this;
    }

    /// <inheritdoc/>
    public TimeSpan Now { get; private set; }

    /// <inheritdoc/>
    public void Schedule(TimeSpan due, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _timers.Enqueue(action, (due < Now ? Now : due, _order++));
    }

    /// <summary>Starts a task, which takes its first step as soon as the clock runs.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="cpu">Its CPU.</param>
    /// <param name="body">What it does: an async method that awaits the suspended forms of operations.</param>
    public TaskRun Spawn(string name, int cpu, Func<KernelWork> body) => Spawn(_machine.CreateTask(name, cpu), body);

    /// <summary>Starts the work of a task that exists.</summary>
    /// <param name="task">The task.</param>
    /// <param name="body">What it does.</param>
    public TaskRun Spawn(KernelTask task, Func<KernelWork> body)
    {
        TaskRun run = _machine.Begin(task, body, this);
        _ready.Enqueue(run);
        return run;
    }

    /// <summary>Lets the current task sleep.</summary>
    /// <param name="duration">How long.</param>
    public async KernelWork Sleep(TimeSpan duration)
    {
        SleepTimer timer = new(_machine);
        Schedule(Now + duration, timer.Elapse);
        while (!timer.HasElapsed)
        {
            await _machine.WaitForAsync(FileWaits.Timer, timer, "a timer", null);
        }
    }

    /// <summary>Runs until no task is ready and no timer is left.</summary>
    /// <returns>The tasks that wait forever: none, unless tasks deadlock or serve others without an end.</returns>
    public IReadOnlyList<TaskRun> Run()
    {
        while (Step())
        {
        }

        return _machine.Runs;
    }

    /// <summary>Runs until a time has come.</summary>
    /// <param name="end">The time; <see cref="Now"/> is it afterwards.</param>
    public void RunUntil(TimeSpan end)
    {
        while (_ready.Count > 0 || (_timers.TryPeek(out _, out (TimeSpan Due, long Order) next) && next.Due <= end))
        {
            Step();
        }

        Now = end > Now ? end : Now;
    }

    /// <summary>Runs until a task is at its end.</summary>
    /// <param name="run">The task.</param>
    /// <exception cref="KernelDeadlockException">The task waits, and neither a task nor a timer is left that could wake it.</exception>
    public void RunUntilOver(TaskRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        while (!run.IsOver)
        {
            if (!Step())
            {
                throw new KernelDeadlockException($"deadlock: {run}; no task can go on, and no timer is left")
                {
                    Task = run.Task,
                    Reason = run.Reason,
                    Holder = run.Holder,
                };
            }
        }
    }

    /// <summary>Does the next thing: resumes a ready task, or lets time pass to the next timer.</summary>
    /// <returns>False when there is nothing to do.</returns>
    public bool Step()
    {
        if (_ready.TryDequeue(out TaskRun? run))
        {
            if (run.CanGoOn)
            {
                run.Resume();
            }

            return true;
        }

        if (!_timers.TryDequeue(out Action? action, out (TimeSpan Due, long Order) due))
        {
            return false;
        }

        Now = due.Due;
        action();
        return true;
    }

    /// <inheritdoc/>
    void ITaskScheduler.Wait(KernelTask task, WaitReason reason, object key, string what)
    {
        _straightWaits[key] = _straightWaits.GetValueOrDefault(key) + 1;
        while (_straightWaits.ContainsKey(key))
        {
            if (!Step())
            {
                _straightWaits.Remove(key);
                throw new KernelDeadlockException($"deadlock: {task} waits for {what}; no task can go on, and no timer is left")
                {
                    Task = task,
                    Reason = reason,
                };
            }
        }
    }

    /// <inheritdoc/>
    void ITaskScheduler.Wake(object key) => _straightWaits.Remove(key);

    /// <inheritdoc/>
    bool ITaskRunObserver.StopsAt(TaskRun run, SchedulingPoint point) => false;

    /// <inheritdoc/>
    void ITaskRunObserver.Waits(TaskRun run)
    {
        if (run.State == TaskRunState.Spinning)
        {
            _ready.Enqueue(run);
        }
    }

    /// <inheritdoc/>
    void ITaskRunObserver.Woken(TaskRun run) => _ready.Enqueue(run);

    /// <inheritdoc/>
    void ITaskRunObserver.Ended(TaskRun run)
    {
        if (run.Error is { } error)
        {
            throw new InvalidOperationException($"{run.Task} failed: {error.Message}", error);
        }
    }
}
