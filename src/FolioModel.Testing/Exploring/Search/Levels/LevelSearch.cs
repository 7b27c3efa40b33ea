namespace FolioModel.Testing.Search;

/// <summary>
/// Runs every interleaving level by level, on several threads: all states that are so many steps away, then all one step further.
/// </summary>
/// <remarks>
/// The states of a level are expanded in parallel; what they lead to is put together in the order of the states. Counts and findings are
/// those of one thread: see <see cref="LevelFrontier"/>. A counterexample has as few steps as any.
/// </remarks>
/// <param name="search">What the search keeps.</param>
internal sealed class LevelSearch(SearchState search)
{
    private const int EntriesOfBatch = 32;

    /// <summary>Batches that are expanded before their states are put together: bounds the memory that those take.</summary>
    private const int BatchesOfRound = 1 << 13;

    /// <summary>Batches from which on it is worth while to commit on several threads.</summary>
    private const int BatchesToShare = 64;

    /// <summary>The most bytes of memory that the table of states took.</summary>
    public long TableBytes { get; private set; }

    public void Run()
    {
        using StateTable table = new(search.Options.TableMemory);
        LevelFrontier frontier = Beginning(search);
        while (frontier.Batches.Count > 0 && !search.MustStop)
        {
            LevelFrontier next = new(EntriesOfBatch);
            long before = search.States;
            search.Depth++;
            for (int first = 0; first < frontier.Batches.Count; first += BatchesOfRound)
            {
                int count = Math.Min(BatchesOfRound, frontier.Batches.Count - first);
                ExpandedBatch?[] expanded = Expand(frontier.Batches, first, count);
                if (!Take(search, expanded))
                {
                    search.States = before;
                    return;
                }

                Commit(table, expanded!, next);
            }

            next.Close();
            frontier = next;
            TableBytes = Math.Max(TableBytes, table.Bytes);
        }
    }

    /// <summary>The level of the beginning, which has one state.</summary>
    public static LevelFrontier Beginning(SearchState search)
    {
        LevelFrontier frontier = new(EntriesOfBatch);
        Execution? execution = search.Start([]);
        int todo = 0;
        foreach (Move move in execution.EnabledMoves())
        {
            todo |= 1 << LevelEntry.BitOf(move);
        }

        LevelWriter writer = new();
        new LevelEntry([], todo, []).Write(writer);
        frontier.Add(writer.Written);
        frontier.Close();
        search.Drop(ref execution);
        search.States = 1;
        return frontier;
    }

    /// <summary>Adds up what batches came to, in their order, as far as the first that finds something.</summary>
    /// <returns>Whether the search goes on.</returns>
    public static bool Take(SearchState search, IEnumerable<ExpandedBatch?> expanded)
    {
        foreach (ExpandedBatch? batch in expanded)
        {
            search.Add(batch!.Search);
            if (search.MustStop || search.Opaque is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Kinds of violations are collected in one place, by one thread.</summary>
    private int Threads => search.Options.Collects is null ? search.Options.Parallel : 1;

    private void Commit(StateTable table, ExpandedBatch[] expanded, LevelFrontier next)
    {
        List<UInt128>[] added = [.. Enumerable.Range(0, StateTable.Parts).Select(static _ => new List<UInt128>())];
        int shares = expanded.Length < BatchesToShare ? 1 : Threads;
        if (shares == 1)
        {
            table.Commit(expanded, 0, 1, added);
        }
        else
        {
            Parallel.For(0, shares, share => table.Commit(expanded, share, shares, added));
        }

        search.States += added.Sum(static a => a.Count);
        next.Append(expanded, added);
    }

    private ExpandedBatch?[] Expand(IReadOnlyList<LevelBatch> batches, int from, int count)
    {
        ExpandedBatch?[] expanded = new ExpandedBatch?[count];
        int next = -1;
        int found = count;
        ExplorationOptions options = search.Options with { Executions = 0, Progress = null, Time = null };
        void Work()
        {
            AccessLog? storage = null;
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                // What stands behind a batch that found something is not asked for.
                if (i <= Volatile.Read(ref found))
                {
                    SearchState part = search.PartOf(options, storage);
                    expanded[i] = new LevelExpansion(part).Run(batches[from + i]);
                    storage = part.Storage;
                    if (part.MustStop)
                    {
                        SplitSearch.Lower(ref found, i);
                    }
                }
            }
        }

        int threads = Math.Min(Threads, count);
        if (threads == 1)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }

        return expanded;
    }
}
