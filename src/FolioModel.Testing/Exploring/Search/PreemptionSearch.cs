namespace FolioModel.Testing.Search;

/// <summary>Runs every interleaving with at most so many preemptions: switches away from a task that could have gone on.</summary>
/// <remarks>A state met again with the same task running and no more preemptions left is left at once. No sleep sets: they might keep the
/// very interleaving with few preemptions from being run.</remarks>
internal sealed class PreemptionSearch(SearchState search, int limit, int steps = int.MaxValue)
{
    private readonly Dictionary<(UInt128 State, int Task), (int Left, int Depth)> _visited = [];
    private readonly List<Node> _stack = [];
    private readonly List<Move> _path = [];

    /// <summary>Whether the limit kept anything from being run.</summary>
    public bool WasLimited { get; private set; }

    public void Run()
    {
        Execution? execution = search.Start([]);
        _stack.Add(NodeOf(execution, limit));
        while (_stack.Count > 0 && !search.MustStop)
        {
            Node node = _stack[^1];
            if (node.Next == node.Todo.Count)
            {
                _stack.RemoveAt(_stack.Count - 1);
                if (_path.Count > 0)
                {
                    _path.RemoveAt(_path.Count - 1);
                }

                search.Drop(ref execution);
                continue;
            }

            (Move move, int left) = node.Todo[node.Next++];
            execution ??= search.Start(_path);
            bool goesOn = search.Step(execution, move);
            if (execution.CouldFail)
            {
                node.Todo.Insert(node.Next, (move with { Fails = true }, left));
            }

            if (goesOn && _path.Count + 1 < steps && IsNew(execution, move.Task, left))
            {
                _stack.Add(NodeOf(execution, left));
                _path.Add(move);
                search.Depth = _path.Count;
            }
            else
            {
                search.Drop(ref execution);
            }
        }
    }

    private bool IsNew(Execution execution, int task, int left)
    {
        (UInt128, int) key = (execution.StateHash, task);
        int depth = execution.Path.Count;
        if (search.Opaque is null && _visited.TryGetValue(key, out (int Left, int Depth) before) && before.Left >= left
            && (before.Depth <= depth || steps == int.MaxValue))
        {
            return false;
        }

        _visited[key] = (left, depth);
        search.States = _visited.Count;
        return true;
    }

    private Node NodeOf(Execution execution, int left)
    {
        Node node = new();
        int last = execution.LastTask;
        bool canGoOn = last >= 0 && execution.IsEnabled(last);
        foreach (int task in execution.Enabled().OrderBy(t => t == last ? 0 : 1))
        {
            int cost = canGoOn && task != last ? 1 : 0;
            if (cost <= left)
            {
                node.Todo.Add((new Move(task), left - cost));
            }
            else
            {
                WasLimited = true;
            }
        }

        return node;
    }

    private sealed class Node
    {
        public List<(Move Move, int Left)> Todo { get; } = [];

        public int Next { get; set; }
    }
}
