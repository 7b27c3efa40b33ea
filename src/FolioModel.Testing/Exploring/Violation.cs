namespace FolioModel.Testing;

/// <summary>The fault of an interleaving, with the choices that lead to it.</summary>
/// <param name="Kind">What sort of fault.</param>
/// <param name="Message">What exactly.</param>
/// <param name="Path">The choices that lead to it.</param>
public sealed record Violation(ViolationKind Kind, string Message, IReadOnlyList<Move> Path)
{
    /// <summary>The task that did it, or null when it is no single task's doing.</summary>
    public KernelTask? Task { get; init; }

    /// <summary>The folio concerned, or <c>default</c> when there is none.</summary>
    public Folio Folio { get; init; }

    /// <summary>The holder of a leaked reference; null for every other kind of fault.</summary>
    public ReferenceHolder? Holder { get; init; }

    /// <summary>The folio's holders at that moment; empty without a folio.</summary>
    public IReadOnlyList<ReferenceHolder> Holders { get; init; } = [];

    /// <summary>The invariant that does not hold, or null when the broken rule is none of those that owners declare.</summary>
    public Invariant? Invariant { get; init; }

    /// <summary>The class of the lock that was left held, or null.</summary>
    public LockClass? Lock { get; init; }

    /// <summary>The reasons for which tasks wait that cannot go on, each once.</summary>
    public IReadOnlyList<WaitReason> Waits { get; init; } = [];

    /// <summary>How often a task was interrupted that could have gone on.</summary>
    public int Preemptions { get; init; }

    /// <summary>An exception of a task as a violation, before its path is known.</summary>
    internal static Violation Of(KernelTask task, Exception error)
    {
        string message = $"{task}: {Claims.Describe(error)}";
        if (error is not KernelBugException bug)
        {
            return new Violation(ViolationKind.Assertion, message, [])
            {
                Task = task,
                Invariant = (error as BrokenInvariantException)?.Invariant,
            };
        }

        return new Violation(KindOf(bug.Kind), message, [])
        {
            Task = task,
            Folio = bug.Folio,
            Holders = bug.Holders,
            Invariant = bug.Invariant,
            Waits = bug is KernelDeadlockException { Reason: { } reason } ? [reason] : [],
        };
    }

    /// <summary>A set-up that failed as a violation.</summary>
    internal static Violation Of(SetUpFailedException failed, Exception error)
    {
        KernelBugException? bug = error as KernelBugException;
        return new Violation(ViolationKind.SetUp, failed.Message, [])
        {
            Folio = bug?.Folio ?? default,
            Holders = bug?.Holders ?? [],
            Invariant = bug?.Invariant ?? (error as BrokenInvariantException)?.Invariant,
        };
    }

    private static ViolationKind KindOf(KernelBugKind kind) => kind switch
    {
        KernelBugKind.UseAfterFree => ViolationKind.UseAfterFree,
        KernelBugKind.Ledger => ViolationKind.Ledger,
        KernelBugKind.Deadlock => ViolationKind.Deadlock,
        KernelBugKind.LockOrder => ViolationKind.LockOrder,
        _ => ViolationKind.KernelBug,
    };
}

/// <summary>Sorts of faults.</summary>
public enum ViolationKind
{
    /// <summary>The model threw: a kernel bug, such as a lock that is not held or a count that becomes negative.</summary>
    KernelBug,

    /// <summary>A folio was used after it was freed.</summary>
    UseAfterFree,

    /// <summary>A task dropped a reference that it does not hold.</summary>
    Ledger,

    /// <summary>Locks were taken in the wrong order.</summary>
    LockOrder,

    /// <summary>Tasks wait for each other forever.</summary>
    Deadlock,

    /// <summary>A task waits forever for something that no task holds: it was not woken.</summary>
    LostWakeUp,

    /// <summary>A task threw something of its own: an assertion in it failed, or the scenario has a mistake.</summary>
    Assertion,

    /// <summary>Something that must always hold did not.</summary>
    Invariant,

    /// <summary>Something that must hold at the end did not.</summary>
    AtEnd,

    /// <summary>A task is done and still owns a reference.</summary>
    Leak,

    /// <summary>A task is done and still holds a lock.</summary>
    LockLeft,

    /// <summary>The results are those of no order of the tasks one after the other.</summary>
    NotLinearizable,

    /// <summary>Something that must be seen at least once never was.</summary>
    NeverSeen,

    /// <summary>The set-up of the program threw, before any task ran: the fault needs no interleaving.</summary>
    SetUp,
}
