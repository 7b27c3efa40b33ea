namespace FolioModel.Testing;

/// <summary>How to explore.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Which interleavings are run.</summary>
    public Strategy Strategy { get; init; }

    /// <summary>The most preemptions of an execution; null for no limit.</summary>
    public int? Preemptions { get; init; }

    /// <summary>The most executions, 0 for no limit; for the sampling strategies, how many.</summary>
    public long Executions { get; init; }

    /// <summary>The most time; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Where the random strategies start.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The most steps of an execution, after which it counts as cut short.</summary>
    public int Steps { get; init; } = 5000;

    /// <summary>Whether a violation found is looked for again with as few preemptions as possible.</summary>
    public bool Shortens { get; init; } = true;

    /// <summary>
    /// How many threads work on one exploration, each with machines of its own. What comes of it does not depend on the number. Samples,
    /// <see cref="Strategy.SourceSets"/> and <see cref="Strategy.Naive"/> are divided; <see cref="Strategy.States"/> goes level by level:
    /// see <see cref="Levels"/>.
    /// </summary>
    public int Parallel { get; init; } = 1;

    /// <summary>
    /// Whether <see cref="Strategy.States"/> runs all states that are so many steps away before those one step further, as it does with
    /// several threads. It takes more executions and less memory than going depth first: only fingerprints of states are kept. The
    /// states, the final ones, the verdict and the counterexample are the same.
    /// </summary>
    public bool Levels { get; init; }

    /// <summary>
    /// The most bytes that the table of states takes in a search by levels; beyond that, parts of it go to temporary files.
    /// </summary>
    public long TableMemory { get; init; } = long.MaxValue;

    /// <summary>
    /// The bits of fingerprints that are compared, in a search by levels: all but in a test of what happens where they are too few.
    /// </summary>
    internal UInt128 FingerprintMask { get; init; } = UInt128.MaxValue;

    /// <summary>
    /// Where to note every kind of violation instead of stopping at the first; null to stop. The execution that has it ends there. For
    /// checking the searches themselves: <see cref="Strategy.SourceSets"/> finds races only in executions that go on, and must stop.
    /// </summary>
    internal ICollection<ViolationKind>? Collects { get; init; }

    /// <summary>Told from time to time how far the search is.</summary>
    public Action<ExplorationProgress>? Progress { get; init; }
}

/// <summary>Which interleavings are run.</summary>
public enum Strategy
{
    /// <summary>All, by visited states and sleep sets: from a state seen before nothing is run again. The default.</summary>
    States,

    /// <summary>All, by partial-order reduction with source sets and sleep sets; no state is remembered.</summary>
    SourceSets,

    /// <summary>All, one by one. For checking the others.</summary>
    Naive,

    /// <summary>A sample: at each point a random task.</summary>
    Random,

    /// <summary>A sample: random priorities that change at a few random points (probabilistic concurrency testing).</summary>
    Priorities,

    /// <summary>A sample: a random walk that goes on with the same task most of the time.</summary>
    Walk,
}

/// <summary>How far a search is.</summary>
/// <param name="Executions">Executions so far.</param>
/// <param name="Steps">Steps so far.</param>
/// <param name="States">States seen.</param>
/// <param name="Depth">Choices that the search is in.</param>
public readonly record struct ExplorationProgress(long Executions, long Steps, long States, int Depth);
