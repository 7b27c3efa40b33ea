namespace FolioModel.Testing;

/// <summary>One moment in the life of a folio: a change of its count, or a moment that a learner asks about.</summary>
/// <param name="Index">Number of the step, from 0.</param>
/// <param name="Folio">The folio's letter: A for the first one watched.</param>
/// <param name="Task">The task in whose name it happened.</param>
/// <param name="Caller">The function that task was in, as owners name it; outside all of them the core's operation, or the task's
/// program.</param>
/// <param name="Operation">The operation of the core that the caller had called, by its kernel function; null where it acted
/// itself.</param>
/// <param name="Function">The kernel function in which it happened.</param>
/// <param name="Count">The count afterwards.</param>
/// <param name="Delta">By how much the count changed.</param>
/// <param name="Holders">Who holds the references afterwards.</param>
/// <param name="Changed">Who took or dropped references, where the count changed.</param>
/// <param name="Note">What to look at, in words.</param>
public sealed record ExplanationStep(
    int Index,
    string Folio,
    string Task,
    string Caller,
    string? Operation,
    string Function,
    int Count,
    int Delta,
    IReadOnlyList<ReferenceHolder> Holders,
    HolderKind? Changed,
    string Note)
{
    /// <summary>The event that the step shows, or null when it shows a state without anything happening.</summary>
    public KernelEventKind? Event { get; init; }

    /// <summary>The count is 0 because somebody froze it: the holders own what it was frozen at, or what it will be set to.</summary>
    public bool IsFrozen => Count == 0 && Holders.Count > 0;

    /// <summary>Who took references and how many, or null.</summary>
    public string? Takes => Delta > 0 ? Amount : null;

    /// <summary>Whose references were dropped and how many, or null.</summary>
    public string? Drops => Delta < 0 ? Amount : null;

    /// <summary>Who holds how many afterwards, as a sum.</summary>
    public string Sum => string.Join(" + ", Holders.Select(static h => $"{h.Kind.Name} {h.Count}"));

    /// <summary>Where it happened: the operation of the core and its caller, or the caller alone.</summary>
    public string Place => Operation is null || Operation == Caller ? $"{Caller}()" : $"{Operation}(), called by {Caller}(),";

    /// <summary>References that holders of one kind have afterwards.</summary>
    /// <param name="kind">The kind.</param>
    public int AmountOf(HolderKind kind) => Holders.Where(h => h.Kind == kind).Sum(static h => h.Count);

    private string? Amount => Changed is { } kind ? $"{kind.Name} {Math.Abs(Delta)}" : null;
}
