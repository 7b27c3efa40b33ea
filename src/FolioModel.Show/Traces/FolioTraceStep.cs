namespace FolioModel.Show;

/// <summary>One step of a trace: what happened, to which folio, and whose references changed.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Task">The task in whose name it happened.</param>
/// <param name="Caller">The function that the task was in.</param>
/// <param name="Function">The kernel function in which it happened, or a word in parentheses.</param>
/// <param name="Note">What to look at, in words.</param>
public sealed record FolioTraceStep(int Number, string Task, string Caller, string Function, string Note)
{
    /// <summary>The operation of the core that the caller had called, or null.</summary>
    public string? Operation { get; init; }

    /// <summary>The CPU.</summary>
    public int Cpu { get; init; }

    /// <summary>The event that the machine reported, or null for a step that only shows a state.</summary>
    public KernelEventKind? Event { get; init; }

    /// <summary>The folio's letter, or null where it has none.</summary>
    public string? Folio { get; init; }

    /// <summary>The folio's first frame, or null for a step that is about no folio.</summary>
    public int? Pfn { get; init; }

    /// <summary>The folio's count afterwards.</summary>
    public int Count { get; init; }

    /// <summary>By how much the count changed.</summary>
    public int Delta { get; init; }

    /// <summary>The kind of holder that took or dropped the references, or null.</summary>
    public string? Holder { get; init; }

    /// <summary>Every change of the folio's holders in this step: name of the kind, and by how much.</summary>
    public IReadOnlyList<(string Kind, int Delta)> Moves { get; init; } = [];

    /// <summary>The step in which the references were taken that this one drops, or null.</summary>
    public int? Cause { get; init; }
}
