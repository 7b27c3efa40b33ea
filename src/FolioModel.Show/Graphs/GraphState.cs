using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>A state of a graph.</summary>
/// <param name="Parent">The state that it was reached from first; -1 for the first state.</param>
/// <param name="Patch">What is different from the parent's state, as a merge patch; the whole state where there is no parent.</param>
internal sealed record GraphState(int Parent, JsonObject Patch)
{
    /// <summary>The steps that lead on.</summary>
    public List<GraphStep> Steps { get; init; } = [];

    /// <summary>The violation in this state, or null.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether all tasks are done.</summary>
    public bool IsEnd { get; init; }
}

/// <summary>A step of a graph.</summary>
/// <param name="Move">The move, as in <c>a</c> and <c>b!</c>.</param>
/// <param name="To">The state it leads to, or null when that is not in the graph.</param>
/// <param name="From">Where the task stood.</param>
/// <param name="Then">Where it stands afterwards, if it had to wait or is at its end; or null.</param>
/// <param name="Events">What it did.</param>
internal sealed record GraphStep(string Move, int? To, string From, string? Then, IReadOnlyList<GraphEvent> Events);

/// <summary>Something that a step did.</summary>
/// <param name="Text">In words.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="Pfn">The folio's first frame.</param>
/// <param name="Delta">By how much its count changed.</param>
/// <param name="Holder">The kind of holder that took or dropped the references, or null.</param>
/// <param name="Function">The kernel function.</param>
internal sealed record GraphEvent(string Text, string Kind, int Pfn, int Delta, string? Holder, string Function);
