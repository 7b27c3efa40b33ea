namespace FolioModel.Testing;

/// <summary>One run of a scenario, choice by choice: what can be chosen, what the last step touched, what went wrong.</summary>
internal sealed partial class Execution : ITaskRunObserver
{
    private readonly AccessLog _log;
    private readonly TaskRun[] _runs;
    private readonly UInt128[] _local;
    private readonly SpinViews[] _spins;

    /// <summary>Views that a snapshot has too: they are copied before they change.</summary>
    private readonly bool[] _isSpinShared;
    private int _failuresLeft;
    private int[] _lookedAtBefore = [];

    /// <summary>The violation that is there before any task has taken a step: the first step of any task reports it.</summary>
    private readonly string? _wrongAtStart;

    /// <param name="scenario">What to run.</param>
    /// <param name="observer">Told what happens in the machine, or null.</param>
    /// <param name="storage">The log of an execution that is over, or null.</param>
    /// <exception cref="SetUpFailedException">The scenario's own set-up threw.</exception>
    public Execution(ExplorationProgram scenario, IMachineObserver? observer = null, AccessLog? storage = null)
    {
        World = new World(scenario);
        World.Machine.SkippedLock = scenario.WithoutLock;
        _failuresLeft = scenario.AllocationFailures;
        try
        {
            scenario.Build(World);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new SetUpFailedException(scenario, error);
        }

        if (World.Tasks.Count is 0 or > ReplayToken.MostTasks)
        {
            throw new InvalidOperationException(
                $"scenario '{scenario.Name}' adds {World.Tasks.Count} tasks: expected 1 to {ReplayToken.MostTasks}, by World.Task");
        }

        Machine machine = World.Machine;
        _runs = new TaskRun[World.Tasks.Count];
        _local = new UInt128[_runs.Length];
        _spins = new SpinViews[_runs.Length];
        _isSpinShared = new bool[_runs.Length];
        for (int i = 0; i < _runs.Length; i++)
        {
            _runs[i] = World.Tasks[i].Begin(this);
            _spins[i] = new SpinViews();
        }

        _wrongAtStart = BrokenClaim();
        machine.Observer = observer;
        _log = machine.TrackAccesses(storage);
    }

    public World World { get; }

    public IReadOnlyList<TaskRun> Runs => _runs;

    public AccessLog Log => _log;

    public List<Move> Path { get; } = [];

    public Violation? Violation { get; private set; }

    /// <summary>The type that keeps states from being compared, or null.</summary>
    public string? Opaque { get; private set; }

    /// <summary>Whether a final state has been looked at before, in another execution; null to look at all.</summary>
    public Func<UInt128, bool>? IsKnownEnd { get; init; }

    /// <summary>Whether the last step made allocations that could fail instead.</summary>
    public bool CouldFail { get; private set; }

    public bool CanStillFail => _failuresLeft > 0;

    /// <summary>The states that the task of the last step had looked at, if it spun before.</summary>
    public ReadOnlySpan<int> LookedAtBefore => _lookedAtBefore;

    public int LastTask => Path.Count == 0 ? -1 : Path[^1].Task;

    /// <summary>A hash of everything: what is shared, what each task knows, and where each one stands.</summary>
    public UInt128 StateHash
    {
        get
        {
            StateHash hash = default;
            hash.Add(_log.Hash);
            hash.Add(_failuresLeft);
            for (int i = 0; i < _runs.Length; i++)
            {
                hash.Add(_local[i]);
                hash.Add((int)_runs[i].State);
                if (_runs[i].State == TaskRunState.Ready)
                {
                    _spins[i].AddStaleness(ref hash, _log);
                }
                else if (_runs[i].State == TaskRunState.Spinning)
                {
                    // What it looked at may have changed and changed back: it then tries again, and does not wait.
                    hash.Add(_spins[i].HasChanged);
                }
            }

            return hash.Fingerprint;
        }
    }

    public bool IsOver => Array.TrueForAll(_runs, static run => run.IsOver);

    public bool IsEnabled(int task) =>
        _runs[task].State == TaskRunState.Ready || (_runs[task].State == TaskRunState.Spinning && _spins[task].HasChanged);

    public IEnumerable<int> Enabled()
    {
        for (int i = 0; i < _runs.Length; i++)
        {
            if (IsEnabled(i))
            {
                yield return i;
            }
        }
    }

    /// <summary>A move of each task that can go on.</summary>
    public List<Move> EnabledMoves()
    {
        List<Move> moves = new(_runs.Length);
        for (int i = 0; i < _runs.Length; i++)
        {
            if (IsEnabled(i))
            {
                moves.Add(new Move(i));
            }
        }

        return moves;
    }

    /// <summary>The things that a task had to wait for, by the names of the <see cref="WaitReason"/>s.</summary>
    public SortedSet<string> WaitedFor { get; } = new(StringComparer.Ordinal);

    public void Waits(TaskRun run)
    {
        if (run.State == TaskRunState.Waiting)
        {
            WaitedFor.Add(run.Reason!.Name);
        }
    }

    public bool StopsAt(TaskRun run, SchedulingPoint point) =>
        point == SchedulingPoint.Inside || run.Target is not SpinLock spin || spin.Class != LockClass.ZoneLock;

    /// <summary>Makes one choice. Afterwards the log tells what the step touched.</summary>
    public void Step(Move move)
    {
        TaskRun run = _runs[move.Task];
        _lookedAtBefore = run.State == TaskRunState.Spinning ? [.. _spins[move.Task].LookedAt] : [];
        World.Faults.Fail = move.Fails;
        World.Faults.Asked = false;
        _failuresLeft -= move.Fails ? 1 : 0;
        _log.BeginStep();
        run.Resume();
        _log.EndStep();
        World.Faults.Fail = false;
        CouldFail = World.Faults.Asked && !move.Fails && _failuresLeft > 0;
        Path.Add(move);
        if (Path.Count == 1 && _wrongAtStart is { } wrong)
        {
            Fail(new Violation(ViolationKind.Invariant, $"before the first step, {wrong}", []));
        }

        _local[move.Task] = run.HashLocalState(out string? opaque);
        Opaque ??= opaque;
        Watch(move.Task, run);
        Check(run);
    }

    /// <summary>Makes choices that were made before in another execution, at the end of which it was in the state of a snapshot.</summary>
    public void Repeat(IReadOnlyList<Move> moves, ExecutionSnapshot snapshot)
    {
        _log.BeginReplay();
        foreach (Move move in moves)
        {
            if (snapshot.Local.Length != _runs.Length || !_runs[move.Task].CanGoOn)
            {
                throw new InvalidOperationException(
                    $"the scenario does not always do the same: repeating '{string.Join("", moves)}', task {move} cannot go on at step "
                        + $"{Path.Count + 1}; "
                    + "it must not depend on anything outside the world that it is given");
            }

            World.Faults.Fail = move.Fails;
            _runs[move.Task].Resume();
            Path.Add(move);
        }

        World.Faults.Fail = false;
        WaitedFor.Clear();
        _log.EndReplay(snapshot.Accesses);
        _failuresLeft = snapshot.FailuresLeft;
        Opaque = snapshot.Opaque;
        snapshot.Local.CopyTo(_local, 0);
        snapshot.Spins.CopyTo(_spins, 0);
        Array.Fill(_isSpinShared, true);
    }

    /// <summary>Saves the facts about the present state, for other executions that come here by the same choices.</summary>
    public ExecutionSnapshot Save()
    {
        Array.Fill(_isSpinShared, true);
        return new ExecutionSnapshot(_log.Save(), [.. _local], [.. _spins], _failuresLeft, Opaque);
    }

    /// <summary>Gives up the tasks where they stand, so that what they are made of is used again.</summary>
    public void Abandon()
    {
        foreach (TaskRun run in _runs)
        {
            run.Abandon();
        }
    }

    /// <summary>A task that spins is of no use until something that it has looked at is different.</summary>
    private void Watch(int stepped, TaskRun run)
    {
        SpinViews own = OwnSpin(stepped);
        own.Add(_log);
        if (run.State == TaskRunState.Spinning)
        {
            own.Close(run.WaitsFor!, _log);
            if (!own.HasChanged)
            {
                // Otherwise it only tries again what failed because of something that is over: a folio found just before it was freed.
                WaitedFor.Add(run.Reason!.Name);
            }

            StateHash view = default;
            view.Add(_local[stepped]);
            view.Add(own.Hash);
            _local[stepped] = view.Fingerprint;
        }

        for (int i = 0; i < _runs.Length; i++)
        {
            if (i != stepped && _runs[i].State == TaskRunState.Spinning)
            {
                OwnSpin(i).Update(_log);
            }
        }

        if (run.State != TaskRunState.Spinning)
        {
            own.Open();
        }
    }

    private SpinViews OwnSpin(int task)
    {
        if (_isSpinShared[task])
        {
            _spins[task] = _spins[task].Copy();
            _isSpinShared[task] = false;
        }

        return _spins[task];
    }
}
