namespace FolioModel.Exploration;

/// <summary>A machine and the tasks that run in it, for one execution.</summary>
public sealed class World : ISharedState
{
    private readonly List<(KernelTask Task, Func<KernelWork> Body)> _tasks = [];

    internal World(Scenario scenario)
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

    /// <summary>The machine. Whatever is done to it while the scenario is built happens before the tasks start.</summary>
    public Machine Machine { get; }

    /// <summary>Whether a reference that a task still holds at the end is a leak; on by default.</summary>
    public bool ChecksLeaks { get; set; } = true;

    /// <inheritdoc/>
    int ISharedState.StateNumber => 0;

    /// <inheritdoc/>
    string ISharedState.StateName => "world";

    internal ChosenFaults Faults { get; }

    internal IReadOnlyList<(KernelTask Task, Func<KernelWork> Body)> Tasks => _tasks;

    internal List<(string What, Func<string?> Check)> Invariants { get; } = [];

    internal List<(string What, Func<string?> Check)> Ends { get; } = [];

    internal List<(string What, Func<bool> Seen)> Wishes { get; } = [];

    internal Func<string>? OutcomeOf { get; private set; }

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
        _tasks.Add((task, body));
        return task;
    }

    /// <summary>What must hold after every step.</summary>
    /// <param name="what">The property, as a claim.</param>
    /// <param name="check">Returns null where it holds, and otherwise what is wrong.</param>
    public void Always(string what, Func<string?> check) => Invariants.Add((what, check));

    /// <summary>What must hold when all tasks are done.</summary>
    /// <param name="what">The property, as a claim.</param>
    /// <param name="check">Returns null where it holds, and otherwise what is wrong.</param>
    public void Finally(string what, Func<string?> check) => Ends.Add((what, check));

    /// <summary>What must be seen at the end of at least one execution: guards against a scenario that never gets to what it is about.</summary>
    /// <param name="what">What, in words.</param>
    /// <param name="seen">Whether it has happened.</param>
    public void Sometimes(string what, Func<bool> seen) => Wishes.Add((what, seen));

    /// <summary>The results of the tasks and what is left, as a text: it must be one that the tasks also give one after the other, in some order.</summary>
    /// <param name="outcome">The text at the end.</param>
    public void Linearizable(Func<string> outcome) => OutcomeOf = outcome;
}
