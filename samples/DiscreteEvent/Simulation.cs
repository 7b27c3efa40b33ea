namespace FolioModel.Samples.DiscreteEvent;

/// <summary>A clock, a queue of what happens when, and the tasks that wait for it. All the scheduling there is.</summary>
internal sealed class Simulation(Machine machine, TextWriter log) : ITaskRunObserver
{
    private static readonly WaitReason s_timer = new("timer");

    private readonly PriorityQueue<object, (long Time, int Order)> _timers = new();
    private readonly Queue<TaskRun> _ready = new();
    private int _order;

    /// <summary>Microseconds since the start.</summary>
    public long Now { get; private set; }

    public void Spawn(string name, int cpu, Func<KernelWork> body) =>
        _ready.Enqueue(machine.Begin(machine.CreateTask(name, cpu), body, this));

    /// <summary>Lets the current task sleep for a while.</summary>
    public async KernelWork Sleep(long microseconds, string what)
    {
        object timer = new();
        _timers.Enqueue(timer, (Now + microseconds, _order++));
        await machine.WaitForAsync(s_timer, timer, what, null);
    }

    public void Log(string line) => log.WriteLine($"{Now,7} us  {machine.Current,-8} {line}");

    /// <summary>Runs until nobody is ready and no timer is left.</summary>
    /// <returns>The tasks that wait for ever: none, unless the processes deadlock.</returns>
    public IReadOnlyList<TaskRun> Run()
    {
        while (true)
        {
            while (_ready.TryDequeue(out TaskRun? run))
            {
                run.Resume();
            }

            if (!_timers.TryDequeue(out object? timer, out (long Time, int Order) due))
            {
                return machine.Runs;
            }

            Now = due.Time;
            machine.WakeAll(timer);
        }
    }

    /// <summary>Between its waits an operation takes no simulated time, so nobody has to stop at a point.</summary>
    public bool StopsAt(TaskRun run, SchedulingPoint point) => false;

    public void Waits(TaskRun run)
    {
        if (run.State == TaskRunState.Spinning)
        {
            _ready.Enqueue(run);
        }
        else if (run.Holder is { } holder)
        {
            Log($"waits for the folio lock, which {holder} holds");
        }
    }

    public void Woken(TaskRun run) => _ready.Enqueue(run);

    public void Ended(TaskRun run)
    {
        if (run.Error is { } error)
        {
            throw new InvalidOperationException($"{run.Task} failed", error);
        }
    }
}
