namespace FolioModel.Testing.Search;

/// <summary>Divides a search at its first branches into parts that know nothing of each other, and runs them on several threads.</summary>
/// <remarks>
/// The first choices are all tried, breadth first, until there are enough places to go on from; moves sleep there as in the searches
/// themselves. Which parts there are depends on the scenario alone, and they are added up in their order as far as the first that finds
/// something: what comes of it does not depend on the number of threads, nor on which is faster.
/// </remarks>
internal sealed class SplitSearch(SearchState search, bool reduces)
{
    /// <summary>Enough for the cores there are, and few, since what is tried up to here is not reduced by source sets.</summary>
    private const int Parts = 16;

    public void Run()
    {
        SearchStart[] starts = [.. Divide()];
        if (search.MustStop)
        {
            return;
        }

        long limit = search.Options.Executions;
        SearchState?[] parts = new SearchState?[starts.Length];
        int first = starts.Length;
        ParallelOptions threads = new() { MaxDegreeOfParallelism = search.Options.Parallel };
        Parallel.For(0, starts.Length, threads, i =>
        {
            // A part behind one that found something is not asked for.
            if (i <= Volatile.Read(ref first))
            {
                SearchState part = parts[i] = new SearchState(search.Program, OptionsOf(limit / starts.Length), search.Serial);
                RunPart(part, starts[i]);
                if (part.Violation is not null)
                {
                    Lower(ref first, i);
                }
            }
        });
        foreach (SearchState? part in parts)
        {
            if (limit > 0 && part!.BoundedBy is not null && part.Violation is null)
            {
                search.Bound($"{limit} executions, divided among {starts.Length} parts");
            }

            search.Add(part!);
            if (search.Violation is not null)
            {
                return;
            }
        }
    }

    private ExplorationOptions OptionsOf(long executions) => search.Options with
    {
        Progress = null,
        Time = search.Options.Time - search.Elapsed,
        Executions = search.Options.Executions > 0 ? Math.Max(1, executions) : 0,
    };

    private void RunPart(SearchState part, SearchStart start)
    {
        if (reduces)
        {
            new SourceSetSearch(part, start).Run();
        }
        else
        {
            new DepthFirstSearch(part, start, reduces: false).Run();
        }
    }

    /// <summary>Makes a number that several threads share the least of it and a candidate.</summary>
    internal static void Lower(ref int first, int candidate)
    {
        int seen = Volatile.Read(ref first);
        while (candidate < seen)
        {
            int before = Interlocked.CompareExchange(ref first, candidate, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private Queue<SearchStart> Divide()
    {
        Queue<SearchStart> open = new([SearchStart.Beginning]);
        while (open.Count is > 0 and < Parts && !search.MustStop)
        {
            foreach (SearchStart next in Successors(open.Dequeue()))
            {
                open.Enqueue(next);
            }
        }

        return open;
    }

    private List<SearchStart> Successors(SearchStart start)
    {
        List<SearchStart> found = [];
        List<Sleeper> done = [.. start.Asleep];
        Execution? execution = search.Start(start.Path);
        List<Move> todo = execution.EnabledMoves();
        Sleeper.AddFailing(done, execution, todo);
        for (int i = 0; i < todo.Count && !search.MustStop; i++)
        {
            Move move = todo[i];
            if (done.Exists(s => s.Move == move))
            {
                continue;
            }

            execution ??= search.Start(start.Path);
            bool goesOn = search.Step(execution, move);
            if (execution.CouldFail)
            {
                todo.Add(move with { Fails = true });
            }

            Footprint footprint = new(execution, execution.World.Invariants.Count > 0);
            if (goesOn)
            {
                found.Add(new SearchStart([.. start.Path, move], reduces ? [.. done.Where(s => s.StaysAsleep(move, footprint))] : []));
            }

            if (reduces)
            {
                done.Add(new Sleeper(move, footprint, execution.CouldFail));
            }

            search.Drop(ref execution);
        }

        search.Drop(ref execution);
        return found;
    }
}
