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
    /// <summary>The first frame of the folio.</summary>
    public Pfn Pfn { get; init; }

    /// <summary>The event that the machine reported; null for a step that only shows how the folio stands.</summary>
    public KernelEventKind? Event { get; init; }

    /// <summary>Every change of the folio's holders since the step before that was about it, losses first.</summary>
    public IReadOnlyList<HolderChange> Moves { get; init; } = [];

    /// <summary>The whole machine right afterwards, or null where no pictures were asked for.</summary>
    public MachineSnapshot? Snapshot { get; init; }

    /// <summary>
    /// Whether the folio is frozen, so that its count is 0: the holders own what it was frozen at, or what it will be set to.
    /// </summary>
    public bool IsFrozen => Count == 0 && Holders.Count > 0;

    /// <summary>The holder that took references and how many, or null.</summary>
    public string? Takes => Delta > 0 ? Amount : null;

    /// <summary>The holder whose references were dropped and how many, or null.</summary>
    public string? Drops => Delta < 0 ? Amount : null;

    /// <summary>
    /// The references that changed hands in a step that is no plain take or drop: who gave and who got, or who lost what the end of a
    /// freeze or of the folio took away; null otherwise.
    /// </summary>
    public string? Gives => Changed is not null || Moves.Count == 0 || Event is null ? null
        : Moves[0].Delta < 0 && Moves[^1].Delta > 0 ? $"{Side(-1)} -> {Side(1)}" : string.Join(", ", Moves);

    /// <summary>The holders afterwards with their amounts, as a sum.</summary>
    public string Sum => string.Join(" + ", Holders.Select(static h => $"{h.Kind.Name} {h.Count}"));

    /// <summary>Where it happened: the operation of the core and its caller, or the caller alone.</summary>
    public string Place => Operation is null || Operation == Caller ? $"{Caller}()" : $"{Operation}(), called by {Caller}(),";

    /// <summary>References that holders of one kind have afterwards.</summary>
    /// <param name="kind">The kind.</param>
    public int AmountOf(HolderKind kind) => Holders.Where(h => h.Kind == kind).Sum(static h => h.Count);

    private string Side(int sign) =>
        string.Join(" + ", Moves.Where(m => Math.Sign(m.Delta) == sign).Select(static m => $"{m.Kind.Name} {Math.Abs(m.Delta)}"));

    private string? Amount => Changed is { } kind ? $"{kind.Name} {Math.Abs(Delta)}" : null;
}
