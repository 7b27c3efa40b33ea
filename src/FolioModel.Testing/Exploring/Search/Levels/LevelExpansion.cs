namespace FolioModel.Testing.Search;

/// <summary>Runs every move of the states of a batch that does not sleep.</summary>
/// <remarks>
/// What comes of a batch depends on the batch alone, so that threads and processes may run batches in any order, and twice. Entries stand
/// in the order of their paths: each shares its first choices with the one before it, and what was known there is taken over.
/// </remarks>
/// <param name="search">Keeps what comes of this batch; of its own.</param>
internal sealed class LevelExpansion(SearchState search)
{
    private readonly LevelWriter _writer = new();
    private readonly List<int> _ends = [];
    private readonly List<UInt128> _fingerprints = [];
    private readonly List<int> _todos = [];
    private readonly HashSet<UInt128> _seen = [];

    /// <summary>The snapshots of states on the way to the present one, with how many choices lead there.</summary>
    private readonly Stack<(int Depth, ExecutionSnapshot Snapshot)> _known = new();

    public ExpandedBatch Run(LevelBatch batch)
    {
        List<LevelEntry> entries = batch.Entries();
        for (int i = 0; i < entries.Count && !search.MustStop && search.Opaque is null; i++)
        {
            int shared = i + 1 < entries.Count ? Shared(entries[i].Path, entries[i + 1].Path) : 0;
            Expand(entries[i], shared);
            while (_known.Count > 0 && _known.Peek().Depth > shared)
            {
                _known.Pop();
            }
        }

        return new ExpandedBatch(search, [.. _fingerprints], [.. _todos], [.. _ends], [.. _writer.Written]);
    }

    private static int Shared(List<Move> one, List<Move> other)
    {
        int length = Math.Min(one.Count, other.Count);
        for (int i = 0; i < length; i++)
        {
            if (one[i] != other[i])
            {
                return i;
            }
        }

        return length;
    }

    private void Expand(LevelEntry entry, int sharedWithNext)
    {
        Execution? execution = Arrive(entry.Path, sharedWithNext);
        bool comesBack = (entry.Todo & (entry.Todo - 1)) != 0 || execution.CanStillFail;
        ExecutionSnapshot? here = comesBack ? execution.Save() : null;
        List<Sleeper> asleep = [.. entry.Asleep];
        int todo = entry.Todo;
        for (int bit = 0; todo >> bit != 0 && !search.MustStop; bit++)
        {
            if ((todo & (1 << bit)) == 0)
            {
                continue;
            }

            Move move = LevelEntry.MoveOf(bit);
            execution ??= search.Start(entry.Path, here);
            bool goesOn = search.Step(execution, move);
            Move failing = move with { Fails = true };
            if (execution.CouldFail && !asleep.Exists(s => s.Move == failing))
            {
                todo |= 1 << LevelEntry.BitOf(failing);
            }

            Footprint footprint = new(execution);
            if (goesOn)
            {
                Note(execution, entry.Path, move, [.. asleep.Where(s => s.StaysAsleep(move, footprint))]);
            }

            asleep.Add(new Sleeper(move, footprint, execution.CouldFail));
            search.Drop(ref execution);
        }

        search.Drop(ref execution);
    }

    /// <summary>Brings a fresh machine to a state, and keeps what is known where the way to the next one turns off.</summary>
    private Execution Arrive(List<Move> path, int sharedWithNext)
    {
        (int depth, ExecutionSnapshot? snapshot) = _known.TryPeek(out (int, ExecutionSnapshot) top) ? top : default;
        Execution execution = search.Start(snapshot is null ? [] : path.GetRange(0, depth), snapshot);
        for (int i = depth; i < path.Count; i++)
        {
            if (i == sharedWithNext && i > depth)
            {
                _known.Push((i, execution.Save()));
            }

            execution.Step(path[i]);
        }

        search.CountRepeated(path.Count - depth);
        return execution;
    }

    private void Note(Execution execution, List<Move> path, Move move, List<Sleeper> asleep)
    {
        List<Move> enabled = execution.EnabledMoves();
        Sleeper.AddFailing(asleep, execution, enabled);
        int todo = 0;
        foreach (Move next in enabled)
        {
            todo |= asleep.Exists(s => s.Move == next) ? 0 : 1 << LevelEntry.BitOf(next);
        }

        UInt128 fingerprint = execution.StateHash & search.Options.FingerprintMask;
        if (search.Opaque is null && _seen.Add(fingerprint))
        {
            new LevelEntry([.. path, move], todo, asleep).Write(_writer);
            _fingerprints.Add(fingerprint);
            _todos.Add(todo);
            _ends.Add(_writer.Length);
        }
    }
}
