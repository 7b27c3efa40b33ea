namespace FolioModel.Testing;

/// <summary>The verdicts of an exploration.</summary>
public enum Verdict
{
    /// <summary>Every interleaving is accounted for, and none does wrong.</summary>
    Exhaustive,

    /// <summary>Nothing wrong was found within a limit that cut the search short: see <see cref="ExplorationResult.BoundedBy"/>.</summary>
    BoundedBy,

    /// <summary>An interleaving does wrong: see <see cref="ExplorationResult.Violation"/>.</summary>
    Violation,
}
