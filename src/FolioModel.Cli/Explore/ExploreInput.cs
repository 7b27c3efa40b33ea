using System.Globalization;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Explore;

/// <summary>
/// The arguments of <c>folio explore</c>. It refuses what it cannot use, with the argument, the place, and what was expected.
/// </summary>
internal static class ExploreInput
{
    private const int MostThreads = 256;

    public static IReadOnlyDictionary<string, Strategy> Samples { get; } = new Dictionary<string, Strategy>
    {
        ["pct"] = Strategy.Priorities,
        ["random"] = Strategy.Random,
        ["walk"] = Strategy.Walk,
    };

    public static IReadOnlyDictionary<string, Strategy> Strategies { get; } = new Dictionary<string, Strategy>
    {
        ["states"] = Strategy.States,
        ["sources"] = Strategy.SourceSets,
        ["naive"] = Strategy.Naive,
    };

    /// <summary>The scenario that a token is of, or the one asked for.</summary>
    public static ExplorationProgram ProgramOf(
        ProgramCatalogue programs, string? name, bool wrong, string? without, string? profile, string? token)
    {
        string found = token is not null ? ReplayToken.Read(token).Program
            : name ?? throw new ArgumentException("name a scenario, or use --list to see them");
        if (token is not null && name is not null && !found.StartsWith(name, StringComparison.Ordinal))
        {
            throw new ArgumentException($"the token is of '{found}', not of '{name}'");
        }

        if (token?.EndsWith(':') == true)
        {
            throw new FormatException($"--replay: expected the choices of an interleaving behind '{token}', found nothing");
        }

        if (wrong && token is null)
        {
            // A name that nobody knows is refused as such, not for having no wrong operation.
            _ = programs.Find(found);
            found = programs.Exhibits.Any(e => e.Name == found) ? $"{found}/wrong"
                : throw new ArgumentException(
                    $"--wrong: '{found}' has no wrong operation; the exhibits have: "
                    + $"{string.Join(", ", programs.Exhibits.Select(static e => e.Name))}");
        }

        ExplorationProgram scenario = (token is null ? Show.ScenarioFile.TryRead(found)?.ToProgram() : null) ?? programs.Find(found);
        if (without is not null)
        {
            LockClass lockClass = programs.LockClasses[
                IndexOf(without, [.. programs.LockClasses.Select(static c => c.Name)], "--without", "class of locks")];
            scenario = scenario.WithoutLock == lockClass ? scenario : ProgramCatalogue.Without(scenario, lockClass);
        }

        return profile is null ? scenario : ProgramCatalogue.On(scenario, profile);
    }

    public static ExplorationOptions OptionsOf(string? bound, string? sample, string? strategy, string? executions, string? seed,
        string? parallel)
    {
        if (sample is not null && strategy is not null)
        {
            throw new ArgumentException("--sample and --strategy: expected one of them; a sample does not run all interleavings");
        }

        if (bound is not null && (sample ?? strategy) is { } other)
        {
            throw new ArgumentException(
                $"--bound and {(sample is null ? "--strategy" : "--sample")} {other}: expected one of them; a bounded search goes its "
                + $"own way");
        }

        return new ExplorationOptions
        {
            Preemptions = bound is null ? null : (int)Number(bound, "--bound", "preemptions", 0, int.MaxValue),
            Strategy = sample is not null ? Choice(sample, Samples, "--sample", "way to sample")
                : strategy is not null ? Choice(strategy, Strategies, "--strategy", "way to run all interleavings")
                : Strategy.States,
            Executions = executions is null ? 0 : Number(executions, "--executions", "executions", 1, long.MaxValue),
            Seed = seed is null ? 1 : (int)Number(seed, "--seed", "", 0, int.MaxValue),
            Parallel = parallel is null ? 1 : (int)Number(parallel, "--parallel", "threads", 1, MostThreads),
        };
    }

    private static Strategy Choice(string text, IReadOnlyDictionary<string, Strategy> known, string option, string what)
    {
        string[] names = [.. known.Keys];
        return known[names[IndexOf(text, names, option, what)]];
    }

    private static int IndexOf(string text, string[] names, string option, string what)
    {
        int index = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index
            : throw new ArgumentException(
                $"{option}: '{text}' is no {what}; {NearestName.Question(text, names)}they are {string.Join(", ", names)}");
    }

    private static long Number(string text, string option, string what, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least
            && number <= most
            ? number
            : throw new ArgumentException(most == long.MaxValue
                ? $"{option}: expected {least} or more {what}, found '{text}'"
                : $"{option}: expected {least} to {most}{(what.Length > 0 ? " " : "")}{what}, found '{text}'");
}
