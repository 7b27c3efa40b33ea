using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Explores a program breadth first, each state from the start, since a machine cannot be copied.</summary>
internal sealed class GraphBuilder(ExplorationProgram program, int limit)
{
    private readonly List<GraphState> _states = [];
    private readonly List<IReadOnlyList<Move>> _paths = [];
    private readonly List<JsonObject> _whole = [];
    private readonly List<List<Move>> _moves = [];
    private readonly Dictionary<ulong, int> _known = [];
    private readonly Lazy<Testing.Search.SerialOutcomes> _serial = new(() => new Testing.Search.SerialOutcomes(program));
    private bool _isCut;

    public StateGraph Build(IReadOnlyList<Move> story)
    {
        Execution first = new(program);
        IReadOnlyList<string> tasks = [.. first.Runs.Select(static r => r.Task.Name)];
        AddState(-1, [], first);
        Follow(story);
        for (int at = 0; at < _states.Count; at++)
        {
            // Steps that allocate add a move in which they fail, behind the one that is being tried.
            for (int i = 0; i < _moves[at].Count; i++)
            {
                Move move = _moves[at][i];
                if (_states[at].Steps.TrueForAll(s => s.Move != move.ToString()))
                {
                    Try(at, move, mayAdd: _states.Count < limit);
                }
            }

            _states[at].Steps.Sort(static (a, b) => string.CompareOrdinal(a.Move, b.Move));
        }

        return new StateGraph(program.Name, program.Summary, tasks, _states)
        {
            WithoutLock = program.WithoutLock?.Name,
            IsCut = _isCut,
            Story = [.. story.Select(static m => m.ToString())],
        };
    }

    /// <summary>Takes the states of a path in, even beyond the limit.</summary>
    private void Follow(IReadOnlyList<Move> story)
    {
        int at = 0;
        foreach (Move move in story)
        {
            GraphStep? step = _states[at].Steps.Find(s => s.Move == move.ToString());
            at = step?.To
                ?? Try(at, move, mayAdd: true)
                ?? throw new ArgumentException($"the path of {program.Name} cannot be followed at {move}", nameof(story));
        }
    }

    /// <returns>The state that the move leads to, or null when it is left out.</returns>
    private int? Try(int at, Move move, bool mayAdd)
    {
        StepEvents events = new();
        Execution execution = new(program, events);
        foreach (Move before in _paths[at])
        {
            execution.Step(before);
        }

        events.Begin(execution, move);
        execution.Step(move);
        if (execution.CouldFail && !_moves[at].Contains(move with { Fails = true }))
        {
            _moves[at].Add(move with { Fails = true });
        }

        int? to = StateOf(at, move, execution, mayAdd);
        _states[at].Steps.Add(events.End(execution, move, to));
        return to;
    }

    private int? StateOf(int at, Move move, Execution execution, bool mayAdd)
    {
        // What went wrong is part of a state: two ways to it may end in two different faults.
        string? wrong = WrongOf(execution);
        StateHash hash = default;
        hash.Add(execution.StateHash);
        hash.Add(wrong);
        if (execution.Opaque is not null)
        {
            hash.Add(_states.Count);
        }

        if (_known.TryGetValue(hash.Value, out int known))
        {
            return known;
        }

        if (!mayAdd)
        {
            _isCut = true;
            return null;
        }

        _known[hash.Value] = _states.Count;
        AddState(at, [.. _paths[at], move], execution, wrong);
        return _states.Count - 1;
    }

    private string? WrongOf(Execution execution) =>
        (execution.Violation ?? (execution.IsOver ? Testing.Search.SerialOutcomes.Judge(execution, _serial) : null)) is { } violation
            ? $"{violation.Kind}: {violation.Message}"
            : null;

    private void AddState(int parent, IReadOnlyList<Move> path, Execution execution, string? wrong = null)
    {
        bool isEnd = execution.IsOver || wrong is not null;
        List<Move> moves = isEnd ? [] : execution.EnabledMoves();
        JsonObject state = ExecutionJson.Of(execution);
        _states.Add(
            new GraphState(parent, parent < 0 ? state : MergePatch.Between(_whole[parent], state)) { Wrong = wrong, IsEnd = isEnd });
        _whole.Add(state);
        _paths.Add(path);
        _moves.Add(moves);
        if (parent < 0)
        {
            StateHash hash = default;
            hash.Add(execution.StateHash);
            hash.Add((string?)null);
            _known[hash.Value] = 0;
        }
    }
}
