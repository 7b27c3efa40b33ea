namespace FolioModel.Testing.Search;

/// <summary>Runs a number of random interleavings.</summary>
/// <remarks>
/// Each has a random number generator of its own, made from the seed and its number. They are run in rounds, and within a round on several
/// threads: what comes of it does not depend on how many.
/// </remarks>
internal sealed class SampleSearch(SearchState search)
{
    private const int DefaultExecutions = 1000;
    private const int ExecutionsPerPart = 16;
    private const int PartsPerRound = 16;
    private const int PriorityChanges = 3;
    private const int FirstGuess = 50;
    private const double StayOnWalk = 0.8;

    /// <summary>The most steps of an execution in the rounds before this one: where priorities may change.</summary>
    private int _longest = FirstGuess;

    public void Run()
    {
        long executions = search.Options.Executions > 0 ? search.Options.Executions : DefaultExecutions;
        ParallelOptions threads = new() { MaxDegreeOfParallelism = search.Options.Parallel };
        for (long first = 0; first < executions && !search.MustStop; first += ExecutionsPerPart * PartsPerRound)
        {
            (SearchState State, int Longest)[] parts = new (SearchState, int)[PartsPerRound];
            long round = first;
            Parallel.For(0, parts.Length, threads, i =>
            {
                long from = round + (i * ExecutionsPerPart);
                parts[i] = RunPart(from, Math.Min(from + ExecutionsPerPart, executions));
            });
            foreach ((SearchState part, int longest) in parts)
            {
                if (!search.MustStop)
                {
                    search.Add(part);
                    _longest = Math.Max(_longest, longest);
                }
            }
        }

        search.Bound($"a sample of {executions} executions");
    }

    private (SearchState State, int Longest) RunPart(long from, long to)
    {
        SearchState part = new(search.Program, search.Options with { Executions = 0, Progress = null }, search.Serial);
        int longest = 0;
        for (long number = from; number < to && !part.MustStop; number++)
        {
            StateHash seed = default;
            seed.Add(search.Options.Seed);
            seed.Add(number);
            Execution? execution = part.Start([]);
            RunOne(part, execution, new Random((int)seed.Value));
            longest = Math.Max(longest, execution.Path.Count);
            part.Drop(ref execution);
        }

        return (part, longest);
    }

    private void RunOne(SearchState part, Execution execution, Random random)
    {
        Func<List<int>, int> choose = search.Options.Strategy switch
        {
            Strategy.Priorities => ByPriority(execution, random),
            Strategy.Walk => enabled => enabled.Contains(execution.LastTask) && random.NextDouble() < StayOnWalk
                ? execution.LastTask : enabled[random.Next(enabled.Count)],
            _ => enabled => enabled[random.Next(enabled.Count)],
        };
        bool mayFail = search.Program.AllocationFailures > 0;
        Move move;
        do
        {
            move = new Move(choose([.. execution.Enabled()]), mayFail && execution.CanStillFail && random.Next(8) == 0);
        }
        while (part.Step(execution, move));
    }

    /// <summary>
    /// Probabilistic concurrency testing: the enabled task of highest priority runs; at a few random steps it becomes the lowest.
    /// </summary>
    private Func<List<int>, int> ByPriority(Execution execution, Random random)
    {
        int[] priorities = [.. Enumerable.Range(0, execution.Runs.Count).OrderBy(_ => random.Next())];
        HashSet<int> changes = [.. Enumerable.Range(0, PriorityChanges).Select(_ => random.Next(_longest))];
        int lowest = -1;
        return enabled =>
        {
            int best = enabled.MaxBy(t => priorities[t]);
            if (changes.Contains(execution.Path.Count))
            {
                priorities[best] = lowest--;
                best = enabled.MaxBy(t => priorities[t]);
            }

            return best;
        };
    }
}
