namespace FolioModel.Testing.Search;

/// <summary>
/// Partial-order reduction: runs at least one interleaving of every class of those that differ only in the order of independent steps.
/// </summary>
/// <remarks>
/// <para>
/// Dynamic partial-order reduction with sleep sets, after Flanagan and Godefroid (POPL 2005). In every state one task is chosen. When a
/// step races with an earlier one of another task, every task that could go on before the earlier step is chosen there. Source sets
/// (Abdulla, Aronis, Jonsson and Sagonas, POPL 2014) and Flanagan and Godefroid choose fewer, by what came before the later step for
/// certain. That is right only if what a step touches does not depend on what it reads: steps here are long, and in the execution in which
/// the race is seen the later step may have touched less than it will once it comes first.
/// </para>
/// <para>
/// Why nothing is lost: take any steps w from a node, such that each move that sleeps at the node and has its first step in w comes after a
/// step that wakes it. If every task that can go on is chosen there, the first step of w is among those that are tried, and the rest is
/// found below it, by induction. Otherwise only p is chosen, of whose moves none sleeps, and no step below it races with it. If w has p's
/// step, or no step of p, and what comes before is independent of p, then w is found below p, by induction. Otherwise let q be the first
/// step of w that meets p's. What comes before q in w is independent of p, so that after p it is done again with the same accesses; and so
/// is q found after it, by induction. It then touches something that p changed, or the reverse, or the two could be swapped and would have
/// met in no order. So they race, which they do not. Executions that end because all that could go on sleeps count here: their races are
/// found like any others.
/// </para>
/// <para>
/// Two steps whose allocations fail do not race for that: where both may fail, they can be swapped, and where only one may, the other never
/// follows it as a failure. A state search must tell them apart, since it compares what sleeps in a state with what it may still do there.
/// </para>
/// <para>It remembers no states, so that it works for scenarios whose states cannot be compared, and checks the search that does.</para>
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
        bool goesOn = search.Step(execution, move);
        if (execution.CouldFail)
        {
            node.Add(move with { Fails = true });
        }

        Event taken = new(move, new Footprint(execution, execution.World.Invariants.Count > 0));
        AddRaces(taken);
        List<Sleeper> asleep = [.. node.Asleep.Where(s => s.StaysAsleep(move, taken.Footprint))];
        node.Asleep.Add(new Sleeper(move, taken.Footprint, execution.CouldFail));
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

    /// <summary>A place to choose at, where so far the first task is chosen that has a move awake.</summary>
    private static Node NodeOf(Execution execution, List<Sleeper> asleep)
    {
        List<Move> awake = execution.EnabledMoves();
        Sleeper.AddFailing(asleep, execution, awake);
        awake.RemoveAll(move => asleep.Exists(sleeper => sleeper.Move == move));
        Node node = new([.. execution.Enabled()], awake, asleep)
        {
            Snapshot = awake.Count > 1 || execution.CanStillFail ? execution.Save() : null,
        };
        node.ChooseFirst();
        return node;
    }

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
            if (task != taken.Move.Task && i >= clock[task] && !earlier.Footprint.IsIndependentOf(taken.Footprint))
            {
                Join(clock, earlier.Clock);
                _stack[i].ChooseAll();
            }
        }

        clock[taken.Move.Task] = _events.Count + 1;
        taken.Clock = clock;
    }

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }

    private sealed class Event(Move move, Footprint footprint)
    {
        public Move Move { get; } = move;

        public Footprint Footprint { get; } = footprint;

        /// <summary>
        /// For each task, the number of its last step that came before this one for certain, counted from 1 over all steps.
        /// </summary>
        public int[] Clock { get; set; } = [];
    }

    /// <param name="enabled">The tasks that can go on.</param>
    /// <param name="awake">The moves that need be tried, if their task is chosen.</param>
    /// <param name="asleep">The moves that need not be tried.</param>
    private sealed class Node(int[] enabled, List<Move> awake, List<Sleeper> asleep)
    {
        private readonly List<Move> _todo = [];
        private int _chosen;
        private int _next;

        public int[] Enabled { get; } = enabled;

        public List<Sleeper> Asleep { get; } = asleep;

        /// <summary>The known facts about its state; null where the search does not come back.</summary>
        public ExecutionSnapshot? Snapshot { get; init; }

        public bool IsChosen(int task) => (_chosen & (1 << task)) != 0;

        public void Choose(int task)
        {
            if (!IsChosen(task))
            {
                _chosen |= 1 << task;
                _todo.AddRange(awake.Where(move => move.Task == task));
            }
        }

        /// <summary>
        /// Chooses the first task that has a move awake and none asleep. A step may sleep while the same step with its allocations failing
        /// is
        /// awake: what wakes the one need not race with the other, so that such a task cannot stand for all.
        /// </summary>
        public void ChooseFirst()
        {
            foreach (Move move in awake)
            {
                if (!Asleep.Exists(sleeper => sleeper.Move.Task == move.Task))
                {
                    Choose(move.Task);
                    return;
                }
            }

            ChooseAll();
        }

        public void ChooseAll()
        {
            foreach (int task in Enabled)
            {
                Choose(task);
            }
        }

        /// <summary>One more thing to try: a step that failed nothing could fail.</summary>
        public void Add(Move failing)
        {
            if (!_todo.Contains(failing) && !Asleep.Exists(sleeper => sleeper.Move == failing))
            {
                _todo.Add(failing);
            }
        }

        public bool TryNext(out Move move)
        {
            move = _next < _todo.Count ? _todo[_next] : default;
            return _next++ < _todo.Count;
        }
    }
}
