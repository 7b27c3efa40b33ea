using System.Collections.Immutable;

namespace FolioModel;

/// <summary>
/// A misuse that a kernel built with <c>CONFIG_DEBUG_VM</c> would stop at: the message says which rule was broken, which folio,
/// who holds it and what was expected.
/// </summary>
/// <remarks>Models <c>VM_BUG_ON_FOLIO</c> and its relatives. The machine's state after it is that of a kernel after an oops.</remarks>
public class KernelBugException : FolioModelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The broken rule and the folio as <see cref="Folio.Describe"/> shows it.</param>
    public KernelBugException(string message)
        : base(message)
    {
    }

    /// <summary>The kind of bug.</summary>
    public KernelBugKind Kind { get; init; }

    /// <summary>The folio concerned, or <c>default</c> when there is none.</summary>
    public Folio Folio { get; init; }

    /// <summary>The task that made the mistake, or null when it is not known.</summary>
    public KernelTask? Task { get; init; }

    /// <summary>The folio's holders at that moment; empty without a ledger or without a folio.</summary>
    public ImmutableArray<ReferenceHolder> Holders { get; init; } = [];

    /// <summary>The invariant that the operation would have broken, or null when the rule has no name among them.</summary>
    public Invariant? Invariant { get; init; }
}

/// <summary>A folio handle was used after its frame had been freed.</summary>
public sealed class UseAfterFreeException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which frame, and who freed it.</param>
    public UseAfterFreeException(string message)
        : base(message) => Kind = KernelBugKind.UseAfterFree;
}

/// <summary>A task dropped a reference that it does not hold. Only thrown while the ledger is on.</summary>
public sealed class LedgerViolationException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Who dropped what, and who the holders are.</param>
    public LedgerViolationException(string message)
        : base(message) => Kind = KernelBugKind.Ledger;
}

/// <summary>A task waits for something that no task can end: names what it waits for and who holds it.</summary>
public sealed class KernelDeadlockException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The wait and the holder.</param>
    public KernelDeadlockException(string message)
        : base(message) => Kind = KernelBugKind.Deadlock;

    /// <summary>The reason of the wait, or null when the loop has no wait in it.</summary>
    public WaitReason? Reason { get; init; }

    /// <summary>The task that holds what is waited for, or null when no task is known to.</summary>
    public KernelTask? Holder { get; init; }
}
