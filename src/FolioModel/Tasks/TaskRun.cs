namespace FolioModel;

/// <summary>A task whose operations run suspended: each call of <see cref="Resume"/> takes it to the next scheduling point.</summary>
/// <remarks>
/// Made by <see cref="Machine.Begin"/>. There are no threads: <see cref="Resume"/> runs the task on the caller's stack until it stops.
/// Resuming makes the task <see cref="Machine.Current"/> for as long as it runs.
/// </remarks>
/// <example><code>
/// TaskRun reader = machine.Begin(machine.CreateTask("reader", 0), async () => { await file.GrabFolioAsync(new PageIndex(0)); });
/// while (reader.CanGoOn)
/// {
///     reader.Resume();
///     Console.WriteLine(reader);          // reader before SlotLoad ...
/// }
/// </code></example>
public sealed class TaskRun
{
    private readonly Machine _machine;
    private readonly Func<KernelWork> _body;

    /// <summary>The variables that the body has captured: part of the task's local state.</summary>
    private readonly object? _captured;
    private readonly RootContinuation _root;
    private Continuation? _next;
    private KernelWork _work;

    internal TaskRun(Machine machine, KernelTask task, Func<KernelWork> body, object? captured, ITaskRunObserver? observer)
    {
        _machine = machine;
        _body = body;
        _captured = captured;
        _root = new RootContinuation(this);
        Task = task;
        Observer = observer;
    }

    /// <summary>The task.</summary>
    public KernelTask Task { get; }

    /// <summary>The observer that decides where it stops; null lets it stop at every point.</summary>
    public ITaskRunObserver? Observer { get; }

    /// <summary>How far it has got.</summary>
    public TaskRunState State { get; private set; }

    /// <summary>The scheduling point at which it stands; null before its first step and while it waits.</summary>
    public SchedulingPoint? Point { get; private set; }

    /// <summary>The target of that point, where the point names one: a lock.</summary>
    public object? Target { get; private set; }

    /// <summary>The key that it waits for, or waited for last, to be compared by reference.</summary>
    public object? Key { get; private set; }

    /// <summary>The kind of thing it waits for, or waited for last; null before its first wait.</summary>
    public WaitReason? Reason { get; private set; }

    /// <summary>The thing that it waits for, in words.</summary>
    public string? WaitsFor { get; private set; }

    /// <summary>The task that holds what this one waits for, where that is known.</summary>
    public KernelTask? Holder { get; private set; }

    /// <summary>The exception that it threw, or null.</summary>
    public Exception? Error { get; private set; }

    /// <summary>How often it was resumed.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether <see cref="Resume"/> makes sense: it stands at a point, or spins on something that may have changed.</summary>
    public bool CanGoOn => State is TaskRunState.Ready or TaskRunState.Spinning;

    /// <summary>Whether it is at its end, well or not.</summary>
    public bool IsOver => State is TaskRunState.Done or TaskRunState.Failed or TaskRunState.Abandoned;

    /// <summary>Lets the task run until it stops again.</summary>
    /// <returns>How far it got.</returns>
    /// <exception cref="InvalidOperationException">It cannot go on: it waits, is over, or another task of the machine is
    /// running.</exception>
    public TaskRunState Resume()
    {
        if (!CanGoOn)
        {
            throw new InvalidOperationException($"{Task} cannot go on: {this}");
        }

        State = TaskRunState.Running;
        Steps++;
        TaskRun? outer = _machine.EnterRun(this);
        using Machine.TaskScope scope = _machine.RunAs(Task);
        try
        {
            if (_next is { } next)
            {
                _next = null;
                next.GoOn();
            }
            else
            {
                Start();
            }
        }
        catch (Exception error) when (State == TaskRunState.Running)
        {
            End(error);
        }

        if (State == TaskRunState.Running)
        {
            // It neither stands at a point of the model nor is over: something else would resume it, on another thread.
            End(new InvalidOperationException($"{Task} awaits something that is no operation of the model"));
        }

        _machine.LeaveRun(outer);
        return State;
    }

    /// <summary>Gives the task up where it stands. It keeps forever what it holds.</summary>
    public void Abandon()
    {
        if (!IsOver)
        {
            State = TaskRunState.Abandoned;
            _machine.Forget(this);
            Continuation? next = _next;
            _next = null;
            next?.Abandon();
        }
    }

    /// <summary>Hashes what only this task knows: where it stands, and its local variables.</summary>
    /// <param name="opaque">The type of a local variable that cannot be hashed, or null: then the hash says nothing.</param>
    public UInt128 HashLocalState(out string? opaque)
    {
        LocalHasher hasher = _machine.LocalHasher;
        hasher.Begin();
        hasher.Add(IsOver ? (ulong)State : 0);
        if (!IsOver)
        {
            hasher.Add(State == TaskRunState.Waiting);
            hasher.Add(Point is { } point ? point.Hash : 0);
            hasher.Add(_next is null);
            _next?.AddTo(hasher);
        }

        hasher.AddObject(_captured);
        opaque = hasher.Opaque;
        return hasher.Fingerprint;
    }

    /// <inheritdoc/>
    public override string ToString() => State switch
    {
        TaskRunState.Ready => Point is { } point ? $"{Task} before {point}" : $"{Task} {(Steps == 0 ? "not started" : "woken")}",
        TaskRunState.Waiting or TaskRunState.Spinning => $"{Task} waits for {WaitsFor}" + (Holder is null ? "" : $", held by {Holder}"),
        TaskRunState.Failed => $"{Task} failed: {Error?.Message}",
        _ => $"{Task} {State}",
    };

    internal bool StopsAt(SchedulingPoint point, object? target = null)
    {
        Target = target;
        if (point == SchedulingPoint.Inside && !_machine.SkipsLock(target))
        {
            return false;
        }

        bool stops = Observer is not { } observer || observer.StopsAt(this, point);
        _machine.Instrumentation?.Tell(KernelEventKind.PointPassed, point.ToString()!, Order.Zero, 0, stops ? 1 : 0);
        if (!stops)
        {
            return false;
        }

        State = TaskRunState.Ready;
        Point = point;
        return true;
    }

    internal void WaitFor(WaitReason reason, object key, string what, KernelTask? holder, bool spins)
    {
        State = spins ? TaskRunState.Spinning : TaskRunState.Waiting;
        Point = null;
        Reason = reason;
        Key = key;
        WaitsFor = what;
        Holder = holder;
        Observer?.Waits(this);
    }

    internal void StopWith(Continuation next) => _next = next;

    internal void WakeFor(object key)
    {
        if (State == TaskRunState.Waiting && ReferenceEquals(Key, key))
        {
            State = TaskRunState.Ready;
            Holder = null;
            Observer?.Woken(this);
        }
    }

    private void Start()
    {
        _work = _body();
        if (_work.IsCompleted)
        {
            End(null);
        }
        else
        {
            ((IContinuationAwaiter)_work.GetAwaiter()).OnCompleted(_root);
        }
    }

    private void End(Exception? error)
    {
        if (error is null && _next is { } forgotten)
        {
            _next = null;
            forgotten.Abandon();
            error = new InvalidOperationException($"{Task} ended before an operation that it began: a suspended form was not awaited");
        }

        if (error is null)
        {
            try
            {
                _work.GetAwaiter().GetResult();
            }
            catch (Exception failure) when (State == TaskRunState.Running)
            {
                error = failure;
            }
        }

        Error = error;
        Point = null;
        State = error is null ? TaskRunState.Done : TaskRunState.Failed;
        _machine.Forget(this);
        Observer?.Ended(this);
    }

    private sealed class RootContinuation(TaskRun run) : Continuation
    {
        public override void GoOn()
        {
            if (!run.IsOver)
            {
                run.End(null);
            }
        }

        public override void Abandon()
        {
        }

        public override void AddTo(LocalHasher hasher)
        {
        }
    }
}
