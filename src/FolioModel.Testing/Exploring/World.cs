namespace FolioModel.Testing;

/// <summary>A machine and the tasks that run in it, for one execution.</summary>
public sealed class World : ISharedState
{
    private readonly List<(KernelTask Task, Func<ITaskRunObserver, TaskRun> Begin)> _tasks = [];

    internal World(ExplorationProgram scenario)
    {
        Faults = new ChosenFaults();
        Machine = new Machine(new MachineOptions
        {
            Pages = scenario.Pages,
            Cpus = scenario.Cpus,
            Profile = scenario.Profile,
            Ledger = true,
            LockChecking = true,
            AllocationFaults = scenario.AllocationFailures > 0 ? Faults : null,
        });
    }

    /// <summary>The machine. All that the scenario does to it while it is built happens before the tasks start.</summary>
    public Machine Machine { get; }

    /// <summary>Whether a reference that a task still holds at the end is a leak; on by default.</summary>
    public bool ChecksLeaks { get; set; } = true;

    /// <inheritdoc/>
    int ISharedState.StateNumber => 0;

    /// <inheritdoc/>
    string ISharedState.StateName => "world";

    internal ChosenFaults Faults { get; }

    internal IReadOnlyList<(KernelTask Task, Func<ITaskRunObserver, TaskRun> Begin)> Tasks => _tasks;

    internal List<(string What, Func<string?> Check)> Invariants { get; } = [];

    internal List<(string What, Func<string?> Check)> Ends { get; } = [];

    internal List<(string What, Func<bool> Seen)> Wishes { get; } = [];

    /// <summary>The variables that tasks share, by name, with their present values in words.</summary>
    internal List<(string Name, Func<string> Text)> SharedVariables { get; } = [];

    internal Func<string>? OutcomeOf { get; private set; }

    /// <summary>The results, for those tasks that have one.</summary>
    internal List<TaskResult> Results { get; } = [];

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
    }

    /// <summary>Adds a task.</summary>
    /// <param name="name">Its name in traces.</param>
    /// <param name="body">What it does: an async method or lambda that awaits the suspended forms of operations.</param>
    /// <param name="cpu">The CPU it runs on; by default the one of its number.</param>
    /// <returns>The task, in whose name the scenario can be prepared: see <see cref="Machine.RunAs"/>.</returns>
    public KernelTask Task(string name, Func<KernelWork> body, int? cpu = null)
    {
        KernelTask task = Machine.CreateTask(name, cpu ?? _tasks.Count % Machine.Options.Cpus);
        _tasks.Add((task, observer => Machine.Begin(task, body, observer)));
        return task;
    }

    /// <summary>
    /// Adds a task that has a result. Results are part of the outcome (see <see cref="Linearizable"/>), and two final states that differ in
    /// them are two.
    /// </summary>
    /// <typeparam name="T">The type of the result: an <see cref="Errno"/>, a number, a folio.</typeparam>
    /// <param name="name">Its name in traces.</param>
    /// <param name="body">What it does: an async method or lambda that awaits the suspended forms of operations.</param>
    /// <param name="cpu">The CPU it runs on; by default the one of its number.</param>
    /// <param name="describe">The result in words; it must not depend on which frames were used. Null for what fits most.</param>
    /// <returns>The task, in whose name the scenario can be prepared: see <see cref="Machine.RunAs"/>.</returns>
    public KernelTask Task<T>(string name, Func<KernelWork<T>> body, int? cpu = null, Func<T, string>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        TaskResult result = new(Machine, name, _tasks.Count);
        Results.Add(result);
        describe ??= TaskResult.Describe;
        KernelTask task = Machine.CreateTask(name, cpu ?? _tasks.Count % Machine.Options.Cpus);
        _tasks.Add((task, observer => Machine.Begin(task, body, value => result.Text = describe(value), observer)));
        return task;
    }

    /// <summary>The result of a task, in words; null before it is done.</summary>
    /// <param name="task">The task.</param>
    public string? ResultOf(KernelTask task) => FindResult(task)?.Text;

    /// <summary>
    /// A task may give up because others are in its way, having done nothing: as migration does when another task holds the folio for a
    /// moment. An outcome in which it has this result is right if it is that of the other tasks alone.
    /// </summary>
    /// <param name="task">A task with a result.</param>
    /// <param name="results">The results that say so.</param>
    /// <exception cref="ArgumentException">The task has no result.</exception>
    public void MayGiveUp(KernelTask task, params string[] results) =>
        (FindResult(task) ?? throw new ArgumentException($"task '{task}' has no result: give it one with Task<T>", nameof(task))).GivesUp =
            results;

    /// <summary>A variable that tasks share, beside the model.</summary>
    /// <typeparam name="T">A number, a truth value, an enumeration.</typeparam>
    /// <param name="value">Its value at first.</param>
    /// <param name="name">Its name in reports.</param>
    public Shared<T> Share<T>(T value, string name = "shared variable")
        where T : unmanaged
    {
        Shared<T> shared = new(Machine, name, value);
        SharedVariables.Add((name, shared.ToString));
        return shared;
    }

    /// <summary>Adds a claim that must hold before the first step and after every one.</summary>
    /// <param name="what">The property, as a claim.</param>
    /// <param name="check">Returns null where it holds, and otherwise what is wrong.</param>
    public void Always(string what, Func<string?> check) => Invariants.Add((what, check));

    /// <summary>Adds a claim that must hold when all tasks are done.</summary>
    /// <param name="what">The property, as a claim.</param>
    /// <param name="check">Returns null where it holds, and otherwise what is wrong.</param>
    public void Finally(string what, Func<string?> check) => Ends.Add((what, check));

    /// <summary>
    /// Adds something that must be seen at the end of at least one execution: it guards against a scenario that never reaches its subject.
    /// </summary>
    /// <param name="what">What, in words.</param>
    /// <param name="seen">Whether it has happened.</param>
    public void Sometimes(string what, Func<bool> seen) => Wishes.Add((what, seen));

    private TaskResult? FindResult(KernelTask task) => Results.Find(r => _tasks[r.Task].Task == task);

    /// <summary>
    /// Requires that the outcome (the results of the tasks, and the final state) is also that of the tasks run one after the other, in some
    /// order.
    /// </summary>
    /// <param name="state">What is left at the end, as a text that does not depend on which frames were used; null to compare results
    /// only.</param>
    public void Linearizable(Func<string>? state = null) => OutcomeOf = () =>
        string.Join(", ", Results) is { Length: > 0 } results ? state is null ? results : $"{results}; {state()}" : state?.Invoke() ?? "";
}
