namespace FolioModel.Exploration.Search;

/// <summary>Runs a number of random interleavings.</summary>
internal sealed class SampleSearch(SearchState search)
{
    private const int DefaultExecutions = 1000;
    private const int PriorityChanges = 3;
    private const double StayOnWalk = 0.8;

    private readonly Random _random = new(search.Options.Seed);
    private int _longest = 50;

    public void Run()
    {
        long executions = search.Options.Executions > 0 ? search.Options.Executions : DefaultExecutions;
        for (long i = 0; i < executions && !search.MustStop; i++)
        {
            Execution execution = search.Start([]);
            RunOne(execution);
            _longest = Math.Max(_longest, execution.Path.Count);
            execution.Abandon();
        }

        search.Bound($"a sample of {executions} executions");
    }

    private void RunOne(Execution execution)
    {
        Func<List<int>, int> choose = search.Options.Strategy switch
        {
            Strategy.Priorities => ByPriority(execution),
            Strategy.Walk => enabled => enabled.Contains(execution.LastTask) && _random.NextDouble() < StayOnWalk
                ? execution.LastTask : enabled[_random.Next(enabled.Count)],
            _ => enabled => enabled[_random.Next(enabled.Count)],
        };
        bool mayFail = search.Scenario.AllocationFailures > 0;
        Move move;
        do
        {
            move = new Move(choose([.. execution.Enabled()]), mayFail && execution.CanStillFail && _random.Next(8) == 0);
        }
        while (search.Step(execution, move));
    }

    /// <summary>Probabilistic concurrency testing: the enabled task of highest priority runs; at a few random steps it becomes the lowest.</summary>
    private Func<List<int>, int> ByPriority(Execution execution)
    {
        int[] priorities = [.. Enumerable.Range(0, execution.Runs.Count).OrderBy(_ => _random.Next())];
        HashSet<int> changes = [.. Enumerable.Range(0, PriorityChanges).Select(_ => _random.Next(_longest))];
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
