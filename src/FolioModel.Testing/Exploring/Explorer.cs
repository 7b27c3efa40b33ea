using FolioModel.Testing.Search;

namespace FolioModel.Testing;

/// <summary>Explores the interleavings of a scenario.</summary>
/// <example><code>
/// var scenario = new ExplorationProgram("grab-grab", "two grabs of one absent page", world =>
/// {
///     AddressSpace file = world.Machine.CreateAddressSpace();
///     world.Task("a", async () => { Folio f = (await file.GrabFolioAsync(default)).Folio; f.Unlock(); f.Put(); });
///     world.Task("b", async () => { Folio f = (await file.GrabFolioAsync(default)).Folio; f.Unlock(); f.Put(); });
///     world.Finally("one folio is cached", () => file.Pages.Value == 1 ? null : $"{file.Pages}");
/// });
/// ExplorationResult result = Explorer.Explore(scenario);
/// Console.WriteLine($"{result.Verdict}: {result.Executions} executions, {result.States} states");
/// </code></example>
public static class Explorer
{
    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">What to explore.</param>
    /// <param name="options">How; null for every interleaving.</param>
    /// <exception cref="NotSupportedException">Access tracking is off in this process: see <see cref="AccessTracking"/>.</exception>
    public static ExplorationResult Explore(ExplorationProgram scenario, ExplorationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new ExplorationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1, "options.Parallel");
        SearchState search = new(scenario, options);
        try
        {
            search = SearchAll(search);
        }
        catch (Exception error) when (SetUpFailedException.In(error) is { } failed)
        {
            search.Fail(failed.Violation);
        }

        return ResultOf(search, options);
    }

    /// <returns>The search that came to the end, which is another one where states could not be told apart.</returns>
    private static SearchState SearchAll(SearchState search)
    {
        ExplorationOptions options = search.Options;
        bool samples = options.Strategy is Strategy.Random or Strategy.Priorities or Strategy.Walk;
        Search(search, samples);
        if (ByLevels(options) && search.Opaque is not null)
        {
            // States that cannot be told apart have no levels.
            search = new SearchState(search.Program, options with { Parallel = 1, Levels = false });
            Search(search, samples: false);
        }

        return search;
    }

    /// <summary>Says what a search that is over came to; a violation is looked for again, shorter.</summary>
    internal static ExplorationResult ResultOf(SearchState search, ExplorationOptions options)
    {
        ExplorationProgram scenario = search.Program;
        double? collision = options is { Strategy: Strategy.States, Preemptions: null } ? Collisions.Probability(search) : null;
        if (search.Violation is null && collision > Collisions.MostProbable)
        {
            search.Bound($"fingerprints of which two may be equal by chance with a probability of {Collisions.Describe(collision.Value)}");
        }

        if (search.BoundedBy is null && search.Violation is null)
        {
            search.CheckWishes();
        }

        Violation? violation = search.Violation;
        if (violation is { Path.Count: > 0 })
        {
            violation = options.Shortens ? Shortest(scenario, options, violation)
                : violation with { Preemptions = Replay.PreemptionsIn(scenario, violation.Path) };
        }

        return new ExplorationResult
        {
            Program = scenario,
            Verdict = violation is not null ? Verdict.Violation : search.BoundedBy is not null ? Verdict.BoundedBy : Verdict.Exhaustive,
            BoundedBy = violation is null ? search.BoundedBy : null,
            Violation = violation,
            Unfinished = violation is null ? search.Unfinished : null,
            Executions = search.Executions,
            Steps = search.Steps,
            States = search.States,
            CollisionProbability = collision,
            FinalStates = search.FinalStates,
            WaitedFor = search.WaitedFor,
            Elapsed = search.Elapsed,
            Remarks = [.. RemarksOn(search, options)],
        };
    }

    private static bool ByLevels(ExplorationOptions options) =>
        options is { Strategy: Strategy.States, Preemptions: null } and ({ Parallel: > 1 } or { Levels: true });

    /// <summary>A type's name without its namespace and arguments.</summary>
    private static string PlainName(string type)
    {
        string name = type.Split('`', '[')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private static IEnumerable<string> RemarksOn(SearchState search, ExplorationOptions options)
    {
        if (search.Options.Strategy == Strategy.States && search.Opaque is { } opaque)
        {
            yield return $"states are not compared, because a task holds a {PlainName(opaque)}: only sleep sets reduce the search";
        }

        if (options is { Parallel: > 1, Preemptions: not null } || (ByLevels(options) && search.Opaque is not null))
        {
            yield return "one thread was used: only searches that compare states, samples, source sets and naive enumeration are divided "
                + "among threads";
        }
    }

    private static void Search(SearchState search, bool samples)
    {
        if (samples)
        {
            new SampleSearch(search).Run();
        }
        else if (search.Options.Preemptions is { } limit)
        {
            PreemptionSearch bounded = new(search, limit);
            bounded.Run();
            if (bounded.WasLimited)
            {
                search.Bound($"{limit} preemptions");
            }
        }
        else if (ByLevels(search.Options))
        {
            new LevelSearch(search).Run();
        }
        else if (search.Options.Strategy == Strategy.States)
        {
            new DepthFirstSearch(search, SearchStart.Beginning, reduces: true).Run();
        }
        else if (search.Options.Parallel > 1)
        {
            new SplitSearch(search, reduces: search.Options.Strategy == Strategy.SourceSets).Run();
        }
        else if (search.Options.Strategy == Strategy.SourceSets)
        {
            new SourceSetSearch(search, SearchStart.Beginning).Run();
        }
        else
        {
            new DepthFirstSearch(search, SearchStart.Beginning, reduces: false).Run();
        }
    }

    /// <summary>The same fault with as few preemptions as possible, and with those in few steps.</summary>
    private static Violation Shortest(ExplorationProgram scenario, ExplorationOptions options, Violation found)
    {
        int known = Replay.PreemptionsIn(scenario, found.Path);
        found = found with { Preemptions = known };
        Lazy<SerialOutcomes> serial = new(() => new SerialOutcomes(scenario));
        ExplorationOptions quiet =
            options with { Executions = 0, Time = TimeSpan.FromSeconds(10), Strategy = Strategy.States, Progress = null };
        for (int limit = 0; limit <= known; limit++)
        {
            if (FindWithin(new SearchState(scenario, quiet, serial), limit, int.MaxValue) is { } shorter)
            {
                found = shorter with { Preemptions = limit };
                break;
            }
        }

        while (found.Path.Count > 1
            && FindWithin(new SearchState(scenario, quiet, serial), found.Preemptions, found.Path.Count - 1) is { } fewer)
        {
            found = fewer with { Preemptions = found.Preemptions };
        }

        return found;
    }

    private static Violation? FindWithin(SearchState search, int preemptions, int steps)
    {
        new PreemptionSearch(search, preemptions, steps).Run();
        return search.Violation;
    }
}
