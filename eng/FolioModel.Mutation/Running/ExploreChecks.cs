using FolioModel.Campaigns.Kinds;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;

namespace FolioModel.Mutation;

/// <summary>The catalogue of <c>folio explore --all</c>.</summary>
internal static class ExploreChecks
{
    /// <summary>Far more executions than any exploration of the catalogue needs: a mutant may make them endless.</summary>
    private const int MostExecutions = 50_000;

    public static IEnumerable<Check> All() => ExploreAll.Entries(ModuleSet.BuiltIn.Programs).Select(static entry =>
        new Check(Checker.Explorer, entry.Program.Name, () => Run(entry)));

    private static string? Run(ExpectedExploration entry)
    {
        ExplorationResult result = Explorer.Explore(entry.Program,
            new ExplorationOptions { Shortens = false, Executions = MostExecutions });
        Verdict expected = entry.GoesWrong ? Verdict.Violation : Verdict.Exhaustive;
        return result.Verdict == expected ? null : $"{result.Verdict}: {result.Violation?.Message}";
    }
}
