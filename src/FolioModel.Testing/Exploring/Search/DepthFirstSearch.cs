namespace FolioModel.Testing.Search;

/// <summary>Runs every interleaving, depth first; with visited states and sleep sets, only one of those that cannot differ.</summary>
/// <remarks>
/// A <em>sleep set</em> holds moves that need not be tried in a state, because the same was tried before they were swapped with moves that
/// do not depend on them. A state met again is left at once, unless moves slept there that must not sleep now: those are then caught up
/// with (Godefroid's condition for matching states under sleep sets). Every reachable state is visited. The tree is walked again from the
/// start for each branch, since a machine cannot be copied.
/// </remarks>
/// <param name="search">What the search keeps.</param>
/// <param name="start">Where it starts.</param>
/// <param name="reduces">Whether it leaves out what cannot differ.</param>
internal sealed class DepthFirstSearch(SearchState search, SearchStart start, bool reduces)
{
    private readonly Dictionary<UInt128, Move[]> _asleep = [];
    private readonly List<Node> _stack = [];
    private readonly List<Move> _path = [.. start.Path];

    public void Run()
    {
        Execution? execution = search.Start(start.Path);
        _stack.Add(new Node(execution.EnabledMoves(), []));
        search.States = 1;
        while (_stack.Count > 0 && !search.MustStop)
        {
            Node node = _stack[^1];
            if (!node.TryNext(out Move move))
            {
                _stack.RemoveAt(_stack.Count - 1);
                if (_stack.Count > 0)
                {
                    _path.RemoveAt(_path.Count - 1);
                }

                search.Drop(ref execution);
                continue;
            }

            execution ??= search.Start(_path, node.Snapshot);
            if (!Advance(execution, node, move))
            {
                search.Drop(ref execution);
            }
        }
    }

    /// <returns>Whether the execution stands at a new node.</returns>
    private bool Advance(Execution execution, Node node, Move move)
    {
        bool goesOn = search.Step(execution, move);
        if (execution.CouldFail)
        {
            node.Add(move with { Fails = true });
        }

        List<Sleeper> asleep = [];
        if (reduces)
        {
            Footprint footprint = new(execution);
            asleep = node.AsleepAfter(move, footprint);
            node.Finish(new Sleeper(move, footprint, execution.CouldFail));
        }

        if (!goesOn)
        {
            return false;
        }

        List<Move> enabled = execution.EnabledMoves();
        Sleeper.AddFailing(asleep, execution, enabled);
        if (reduces && !Visit(execution.StateHash, asleep, ref enabled))
        {
            return false;
        }

        search.States += reduces ? 0 : 1;
        _stack.Add(new Node(enabled, asleep) { Snapshot = enabled.Count > 1 || execution.CanStillFail ? execution.Save() : null });
        _path.Add(move);
        search.Depth = _path.Count;
        return true;
    }

    /// <returns>False when the state was visited before and nothing is left to do in it.</returns>
    private bool Visit(UInt128 state, List<Sleeper> asleep, ref List<Move> enabled)
    {
        if (search.Opaque is not null || !_asleep.TryGetValue(state, out Move[]? before))
        {
            _asleep[state] = MovesOf(asleep);
            search.States++;
            for (int i = enabled.Count - 1; i >= 0; i--)
            {
                if (IsIn(asleep, enabled[i]))
                {
                    enabled.RemoveAt(i);
                }
            }

            return true;
        }

        List<Move>? missing = null;
        foreach (Move move in before)
        {
            if (!IsIn(asleep, move))
            {
                (missing ??= []).Add(move);
            }
        }

        if (missing is null)
        {
            return false;
        }

        _asleep[state] = [.. before.Except(missing)];
        asleep.RemoveAll(sleeper => Array.IndexOf(before, sleeper.Move) < 0);
        enabled = missing;
        return true;
    }

    private static Move[] MovesOf(List<Sleeper> asleep)
    {
        Move[] moves = asleep.Count == 0 ? [] : new Move[asleep.Count];
        for (int i = 0; i < moves.Length; i++)
        {
            moves[i] = asleep[i].Move;
        }

        return moves;
    }

    private static bool IsIn(List<Sleeper> asleep, Move move)
    {
        foreach (Sleeper sleeper in asleep)
        {
            if (sleeper.Move == move)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Node(List<Move> todo, List<Sleeper> asleep)
    {
        private readonly List<Sleeper> _done = [];
        private int _next;

        /// <summary>The known facts about its state; null where the search does not come back.</summary>
        public ExecutionSnapshot? Snapshot { get; init; }

        public bool TryNext(out Move move)
        {
            move = _next < todo.Count ? todo[_next] : default;
            return _next++ < todo.Count;
        }

        /// <summary>One more thing to try here, right after what is being tried.</summary>
        public void Add(Move move) => todo.Insert(_next, move);

        public void Finish(Sleeper tried) => _done.Add(tried);

        /// <summary>The moves that sleep after a move: those that slept or were tried here before, and do not depend on it.</summary>
        public List<Sleeper> AsleepAfter(Move move, Footprint footprint)
        {
            List<Sleeper> after = [];
            AddIndependent(after, asleep, move, footprint);
            AddIndependent(after, _done, move, footprint);
            return after;
        }

        private static void AddIndependent(List<Sleeper> after, List<Sleeper> sleepers, Move move, Footprint footprint)
        {
            foreach (Sleeper sleeper in sleepers)
            {
                if (sleeper.StaysAsleep(move, footprint))
                {
                    after.Add(sleeper);
                }
            }
        }
    }
}
