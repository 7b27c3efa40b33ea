namespace FolioModel.Testing.Search;

/// <summary>
/// Partial-order reduction: runs at least one interleaving of every class of those that differ only in the order of independent steps.
/// </summary>
/// <remarks>
/// Source sets with sleep sets (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction, POPL 2014, algorithm 1). When a
/// step races with an earlier one of another task, a task is added to the choices before the earlier step that can begin an execution in
/// which the two are swapped. Dependence is what the executions really touched. It remembers no states, so that it works for scenarios
/// whose states cannot be compared, and checks the search that does.
/// </remarks>
/// <param name="search">What the search keeps.</param>
/// <param name="start">Where it starts.</param>
internal sealed class SourceSetSearch(SearchState search, SearchStart start)
{
    private readonly List<Node> _stack = [];
    private readonly List<Move> _path = [.. start.Path];
    private readonly List<Event> _events = [];
    private int _tasks;

    public void Run()
    {
        Execution? execution = search.Start(start.Path);
        _tasks = execution.Runs.Count;
        _stack.Add(NodeOf(execution, [.. start.Asleep]));
        while (_stack.Count > 0 && !search.MustStop)
        {
            Node node = _stack[^1];
            if (!node.TryNext(out Move move))
            {
                _stack.RemoveAt(_stack.Count - 1);
                if (_events.Count > 0)
                {
                    _path.RemoveAt(_path.Count - 1);
                    _events.RemoveAt(_events.Count - 1);
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

    private bool Advance(Execution execution, Node node, Move move)
    {
        bool[] enabledBefore = node.Enabled;
        bool goesOn = search.Step(execution, move);
        if (execution.CouldFail)
        {
            node.Backtrack.Add(move with { Fails = true });
        }

        Event taken = new(move, new Footprint(execution.Log), enabledBefore);
        AddRaces(taken);
        List<Sleeper> asleep =
        [
            .. node.Asleep.Where(s => s.StaysAsleep(move, taken.Footprint)),
        ];
        node.Asleep.Add(new Sleeper(move, taken.Footprint));
        if (!goesOn)
        {
            return false;
        }

        _path.Add(move);
        _events.Add(taken);
        _stack.Add(NodeOf(execution, asleep));
        search.Depth = _path.Count;
        return true;
    }

    private static Node NodeOf(Execution execution, List<Sleeper> asleep)
    {
        bool[] enabled = new bool[execution.Runs.Count];
        foreach (int task in execution.Enabled())
        {
            enabled[task] = true;
        }

        Node node = new(enabled, asleep) { Snapshot = Array.IndexOf(enabled, true) != Array.LastIndexOf(enabled, true) || execution.CanStillFail ? execution.Save() : null };
        int first = Array.FindIndex(enabled, 0, e => e) is var any && any >= 0 ? FirstAwake(node) : -1;
        if (first >= 0)
        {
            node.Backtrack.Add(new Move(first));
        }

        return node;
    }

    private static int FirstAwake(Node node) =>
        Enumerable.Range(0, node.Enabled.Length).FirstOrDefault(t => node.Enabled[t] && !node.Sleeps(new Move(t)), -1);

    /// <summary>Finds the earlier steps that this one races with, and sees to it that each race is also run the other way round.</summary>
    private void AddRaces(Event taken)
    {
        int[] clock = new int[_tasks];
        int previous = _events.FindLastIndex(e => e.Move.Task == taken.Move.Task);
        if (previous >= 0)
        {
            _events[previous].Clock.CopyTo(clock, 0);
        }

        for (int i = _events.Count - 1; i >= 0; i--)
        {
            Event earlier = _events[i];
            int task = earlier.Move.Task;
            if (task == taken.Move.Task || i + 1 <= clock[task] || !Depend(earlier, taken))
            {
                continue;
            }

            Join(clock, earlier.Clock);

            // A task that could not have run before the earlier step was let go on by it: that order is the only one.
            if (earlier.Enabled[taken.Move.Task] || !WasLetGoOnBy(i, previous, taken.Move.Task))
            {
                Reverse(i, taken);
            }
        }

        clock[taken.Move.Task] = _events.Count + 1;
        taken.Clock = clock;
    }

    /// <summary>Whether a task, unable to go on before an event, was able right after it.</summary>
    private bool WasLetGoOnBy(int index, int previous, int task) =>
        index > previous && (index + 1 < _events.Count ? _events[index + 1].Enabled[task] : _stack[^1].Enabled[task]);

    private void Reverse(int index, Event taken)
    {
        Event earlier = _events[index];
        List<Event> rest = [.. _events.Skip(index + 1).Where(e => e.Clock[earlier.Move.Task] < index + 1), taken];
        HashSet<int> initials = [];
        HashSet<int> seen = [];
        for (int i = 0; i < rest.Count; i++)
        {
            int task = rest[i].Move.Task;
            if (seen.Add(task) && !rest.Take(i).Any(before => before.Move.Task != task && Depend(before, rest[i])))
            {
                initials.Add(task);
            }
        }

        Node node = _stack[index];
        if (!node.Backtrack.Exists(m => initials.Contains(m.Task)))
        {
            int chosen = initials.Where(t => node.Enabled[t]).Order().FirstOrDefault(-1);
            if (chosen >= 0)
            {
                node.Backtrack.Add(new Move(chosen));
            }
            else
            {
                node.AddAllEnabled();
            }
        }
    }

    private static bool Depend(Event one, Event other) =>
        !one.Footprint.IsIndependentOf(other.Footprint) || (one.Move.Fails && other.Move.Fails);

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }

    private sealed class Event(Move move, Footprint footprint, bool[] enabled)
    {
        public Move Move { get; } = move;

        public Footprint Footprint { get; } = footprint;

        /// <summary>Which tasks could go on before it.</summary>
        public bool[] Enabled { get; } = enabled;

        /// <summary>For each task, the number of its last step that came before this one for certain, counted from 1 over all steps.</summary>
        public int[] Clock { get; set; } = [];
    }

    private sealed class Node(bool[] enabled, List<Sleeper> asleep)
    {
        private readonly HashSet<Move> _tried = [];

        public bool[] Enabled { get; } = enabled;

        public List<Sleeper> Asleep { get; } = asleep;

        public List<Move> Backtrack { get; } = [];

        /// <summary>What is known of its state; null where nobody comes back.</summary>
        public ExecutionSnapshot? Snapshot { get; init; }

        public bool Sleeps(Move move) => Asleep.Exists(s => s.Move == move);

        public bool TryNext(out Move move)
        {
            foreach (Move candidate in Backtrack)
            {
                if (!_tried.Contains(candidate) && !Sleeps(candidate))
                {
                    move = candidate;
                    return _tried.Add(candidate);
                }
            }

            move = default;
            return false;
        }

        public void AddAllEnabled()
        {
            for (int task = 0; task < Enabled.Length; task++)
            {
                if (Enabled[task] && !Backtrack.Contains(new Move(task)))
                {
                    Backtrack.Add(new Move(task));
                }
            }
        }
    }
}
