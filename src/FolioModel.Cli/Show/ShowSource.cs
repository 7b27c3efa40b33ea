using FolioModel.Cli.Commands;
using FolioModel.Cli.Explore;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>Finds what a page is asked for: a scenario, an exhibit, a program, or a file.</summary>
internal sealed class ShowSource(ModuleSet modules)
{
    /// <summary>Finds a trace by a name.</summary>
    /// <param name="name">The name of a scenario, an exhibit or a program, or a path.</param>
    /// <param name="without">A class of locks to be left out, or null.</param>
    /// <param name="requestOf">What is asked of a scenario.</param>
    /// <exception cref="UsageException">There is nothing of that name.</exception>
    public FolioTrace Find(string name, string? without, Func<Scenario, ExplainRequest> requestOf)
    {
        if (ScenarioFile.TryRead(name, modules) is { } script)
        {
            return without is null
                ? script.Run()
                : throw new UsageException("--without: a scenario file is shown as it runs; explore it instead");
        }

        if (RecordingSource.TryRead(name) is { } recording)
        {
            return without is null ? recording.Replay(modules)
                : throw new UsageException("--without: a recording is shown as it was recorded");
        }

        if (File.Exists(name))
        {
            string text = File.ReadAllText(name);
            return text.StartsWith('<') ? ShowPage.Read(text) : FolioTrace.Read(text);
        }

        if (ScriptShelf.FindAny(name) is { } lesson)
        {
            return lesson.Run();
        }

        if (without is null && modules.Scenarios.FirstOrDefault(s => s.Name == name) is { } scenario)
        {
            return OfScenario(scenario, requestOf(scenario));
        }

        if (without is null && modules.Programs.Exhibits.FirstOrDefault(e => e.Name == name) is { } exhibit)
        {
            return ExplorationTrace.Of(exhibit);
        }

        if (modules.Programs.Names.Contains(name) || name.EndsWith("/wrong", StringComparison.Ordinal))
        {
            return ExplorationTrace.Of(ExploreInput.ProgramOf(modules.Programs, name, wrong: false, without, profile: null, token: null));
        }

        IEnumerable<string> known = modules.Scenarios.Select(static s => s.Name).Concat(modules.Programs.Names)
            .Concat(ScriptShelf.All.SelectMany(static s => s.Names));
        throw new UsageException(
            $"there is no scenario, exhibit or file '{name}'; {NearestName.Question(name, known)}"
            + "'folio explain --list' and 'folio explore --list' name them all");
    }

    /// <summary>The trace of one interleaving.</summary>
    /// <param name="token">The token, as <c>folio explore</c> prints it.</param>
    /// <param name="without">A class of locks to be left out, or null.</param>
    public FolioTrace OfToken(string token, string? without) =>
        ExplorationTrace.OfToken(ExploreInput.ProgramOf(modules.Programs, null, wrong: false, without, profile: null, token), token);

    /// <summary>The trace of a scenario.</summary>
    public static FolioTrace OfScenario(Scenario scenario, ExplainRequest request) =>
        FolioTrace.Of(scenario.Run(request with { KeepsSnapshots = true }), ScenarioOptions.TextOf(request));
}
