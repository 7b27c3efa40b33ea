namespace FolioModel.Exploration.Search;

/// <summary>Runs every interleaving, depth first; with visited states and sleep sets, only one of those that cannot differ.</summary>
/// <remarks>
/// A <em>sleep set</em> holds moves that need not be tried in a state, because the same was tried before they were swapped with moves that
/// do not depend on them. A state met again is left at once, unless moves slept there that must not sleep now: those are then caught up
/// with (Godefroid's condition for matching states under sleep sets). Every reachable state is visited. The tree is walked again from the
/// start for each branch, since a machine cannot be copied.
/// </remarks>
internal sealed class DepthFirstSearch(SearchState search, bool reduces)
{
    private readonly Dictionary<ulong, Move[]> _asleep = [];
    private readonly List<Node> _stack = [];
    private readonly List<Move> _path = [];

    public void Run()
    {
        Execution? execution = search.Start([]);
        _stack.Add(new Node([.. execution.Enabled().Select(t => new Move(t))], []));
        search.States = 1;
        while (_stack.Count > 0 && !search.MustStop)
        {
            Node node = _stack[^1];
            if (!node.TryNext(out Move move))
            {
                _stack.RemoveAt(_stack.Count - 1);
                if (_path.Count > 0)
                {
                    _path.RemoveAt(_path.Count - 1);
                }

                Drop(ref execution);
                continue;
            }

            execution ??= search.Start(_path, node.Snapshot);
            if (!Advance(execution, node, move))
            {
                Drop(ref execution);
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
            Footprint footprint = new(execution.Log);
            asleep = node.AsleepAfter(move, footprint);
            node.Finish(move, footprint);
        }

        if (!goesOn)
        {
            return false;
        }

        List<Move> enabled = [.. execution.Enabled().Select(t => new Move(t))];
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
    private bool Visit(ulong state, List<Sleeper> asleep, ref List<Move> enabled)
    {
        if (search.Opaque is not null || !_asleep.TryGetValue(state, out Move[]? before))
        {
            _asleep[state] = [.. asleep.Select(s => s.Move)];
            search.States++;
            enabled.RemoveAll(move => asleep.Exists(s => s.Move == move));
            return true;
        }

        List<Move> missing = [.. before.Where(move => !asleep.Exists(s => s.Move == move))];
        if (missing.Count == 0)
        {
            return false;
        }

        _asleep[state] = [.. before.Where(move => asleep.Exists(s => s.Move == move))];
        enabled = missing;
        return true;
    }

    private static void Drop(ref Execution? execution)
    {
        execution?.Abandon();
        execution = null;
    }

    private readonly record struct Sleeper(Move Move, Footprint Footprint);

    private sealed class Node(List<Move> todo, List<Sleeper> asleep)
    {
        private readonly List<Sleeper> _done = [];
        private int _next;

        /// <summary>What is known of its state; null where nobody comes back.</summary>
        public ExecutionSnapshot? Snapshot { get; init; }

        public bool TryNext(out Move move)
        {
            move = _next < todo.Count ? todo[_next] : default;
            return _next++ < todo.Count;
        }

        /// <summary>One more thing to try here, right after what is being tried.</summary>
        public void Add(Move move) => todo.Insert(_next, move);

        public void Finish(Move move, Footprint footprint) => _done.Add(new Sleeper(move, footprint));

        /// <summary>What sleeps after a move: what slept before or was tried here before, and does not depend on it.</summary>
        public List<Sleeper> AsleepAfter(Move move, Footprint footprint) =>
            [.. asleep.Concat(_done).Where(s => s.Move.Task != move.Task && !(s.Move.Fails && move.Fails)
                && s.Footprint.IsIndependentOf(footprint))];
    }
}
