using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>The states that the interleavings of a program can reach, and the steps between them.</summary>
/// <remarks>Built breadth first, so that the shortest way to each state is known. State 0 is the first one.</remarks>
public sealed class StateGraph
{
    private readonly List<GraphState> _states;

    internal StateGraph(string program, string summary, IReadOnlyList<string> tasks, List<GraphState> states)
    {
        Program = program;
        Summary = summary;
        Tasks = tasks;
        _states = states;
    }

    /// <summary>The program's name, as a replay token has it.</summary>
    public string Program { get; }

    /// <summary>The operations that run against each other.</summary>
    public string Summary { get; }

    /// <summary>The tasks' names; task 0 is the one that tokens call a.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>A class of locks that no task takes, or null.</summary>
    public string? WithoutLock { get; init; }

    /// <summary>Whether there are more states than these: some steps then lead to no state here.</summary>
    public bool IsCut { get; init; }

    /// <summary>A path worth showing: the letters of its moves, as in <c>a</c> and <c>b!</c>.</summary>
    public IReadOnlyList<string> Story { get; init; } = [];

    /// <summary>The states.</summary>
    internal IReadOnlyList<GraphState> States => _states;

    /// <summary>How many states there are.</summary>
    public int Count => _states.Count;

    /// <summary>Explores a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="story">A path to be in the graph in any case, or null.</param>
    /// <param name="limit">The most states.</param>
    public static StateGraph Explore(ExplorationProgram program, IReadOnlyList<Move>? story = null, int limit = 1500) =>
        new GraphBuilder(program, limit).Build(story ?? []);

    /// <summary>The moves that are possible in a state.</summary>
    /// <param name="state">Number of the state.</param>
    public IReadOnlyList<string> MovesFrom(int state) => [.. _states[state].Steps.Select(static s => s.Move)];

    /// <summary>The state that a move leads to, or null when it is not in the graph.</summary>
    /// <param name="state">Number of the state.</param>
    /// <param name="move">The move, as in <c>a</c> and <c>b!</c>.</param>
    public int? After(int state, string move) => _states[state].Steps.First(s => s.Move == move).To;

    /// <summary>The violation in a state, or null.</summary>
    /// <param name="state">Number of the state.</param>
    public string? WrongIn(int state) => _states[state].Wrong;

    /// <summary>The whole state, as the format's <c>state</c> object.</summary>
    /// <param name="state">Number of the state.</param>
    public JsonObject StateAt(int state)
    {
        Stack<JsonObject> patches = [];
        for (int at = state; at >= 0; at = _states[at].Parent)
        {
            patches.Push(_states[at].Patch);
        }

        JsonObject whole = [];
        foreach (JsonObject patch in patches)
        {
            MergePatch.Apply(whole, patch);
        }

        return whole;
    }

    /// <summary>Whether a kind of holder occurs, by its name.</summary>
    internal bool Names(string kind) =>
        _states.Exists(s => s.Patch["folios"] is JsonObject folios && folios.Any(f => Holds(f.Value, kind)));

    private static bool Holds(JsonNode? folio, string kind) =>
        folio?["holders"] is JsonArray holders && holders.Any(h => (string?)h!["kind"] == kind);

    /// <inheritdoc/>
    public override string ToString() => $"{Program}: {Count} states{(IsCut ? " of more" : "")}";
}
