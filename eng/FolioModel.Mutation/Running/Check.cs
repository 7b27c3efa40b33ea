namespace FolioModel.Mutation;

/// <summary>One piece of a checker: a random program, an exploration, a recording, a test.</summary>
/// <param name="Checker">The checker it belongs to.</param>
/// <param name="Name">Its name, the same in every process.</param>
/// <param name="Run">Runs it; returns what it found, or null.</param>
internal sealed record Check(Checker Checker, string Name, Func<string?> Run)
{
    /// <summary>Every check there is, the same in every process.</summary>
    public static IReadOnlyList<Check> All(string root) =>
        [.. KitChecks.All(), .. ExploreChecks.All(), .. ConformChecks.All(root), .. TestChecks.All()];
}
