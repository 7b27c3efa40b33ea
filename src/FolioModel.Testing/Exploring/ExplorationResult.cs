namespace FolioModel.Testing;

/// <summary>The result of an exploration.</summary>
public sealed record ExplorationResult
{
    /// <summary>The program that was explored.</summary>
    public required ExplorationProgram Program { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The limit that cut the search short, or null.</summary>
    public string? BoundedBy { get; init; }

    /// <summary>The violation that was found, or null.</summary>
    public Violation? Violation { get; init; }

    /// <summary>
    /// The choices of an execution that was cut short by <see cref="ExplorationOptions.Steps"/>, where that bounded the search.
    /// </summary>
    public IReadOnlyList<Move>? Unfinished { get; init; }

    /// <summary>Executions, whole or cut off where they met a state seen before.</summary>
    public required long Executions { get; init; }

    /// <summary>Steps in all executions, repeated ones included.</summary>
    public required long Steps { get; init; }

    /// <summary>Distinct states; 0 for strategies that do not compare states.</summary>
    public required long States { get; init; }

    /// <summary>
    /// The probability that two different states had one fingerprint, so that one was taken for the other; null for strategies that do not
    /// compare states. Above 10^-9 no verdict is <see cref="Verdict.Exhaustive"/>.
    /// </summary>
    public double? CollisionProbability { get; init; }

    /// <summary>Hashes of the distinct final states.</summary>
    public required IReadOnlySet<ulong> FinalStates { get; init; }

    /// <summary>The things that tasks had to wait for in any execution: classes of locks, writeback, a freeze.</summary>
    public required IReadOnlyCollection<string> WaitedFor { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Remarks, such as why states could not be compared.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>
    /// The token that shows again what was found: the violation, or the execution that was cut short. Null where neither was.
    /// </summary>
    public string? Token => Violation is { Path.Count: 0 } ? ReplayToken.OfSearch(Program.Name)
        : (Violation?.Path ?? Unfinished) is { } path ? ReplayToken.Write(Program.Name, path) : null;

    /// <summary>The verdict, the counts, and where something went wrong the interleaving as a table and its token.</summary>
    public override string ToString() => ResultText.Write(this);
}
