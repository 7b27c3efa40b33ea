namespace FolioModel.Testing;

/// <summary>What an interleaving did wrong, and how to get there again.</summary>
/// <param name="Kind">What sort of fault.</param>
/// <param name="Message">What exactly.</param>
/// <param name="Path">The choices that lead to it.</param>
public sealed record Violation(ViolationKind Kind, string Message, IReadOnlyList<Move> Path)
{
    /// <summary>How often a task was interrupted that could have gone on.</summary>
    public int Preemptions { get; init; }
}

/// <summary>Sorts of faults.</summary>
public enum ViolationKind
{
    /// <summary>The model threw: a kernel bug, such as a lock that is not held or a count that becomes negative.</summary>
    KernelBug,

    /// <summary>A folio was used after it was freed.</summary>
    UseAfterFree,

    /// <summary>A reference was dropped by somebody who does not hold one.</summary>
    Ledger,

    /// <summary>Locks were taken in the wrong order.</summary>
    LockOrder,

    /// <summary>Tasks wait for each other for ever.</summary>
    Deadlock,

    /// <summary>A task waits for ever for something that nobody holds: it was not woken.</summary>
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
}
