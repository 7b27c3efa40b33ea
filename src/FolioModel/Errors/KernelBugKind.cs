namespace FolioModel;

/// <summary>The kinds of bug that a <see cref="KernelBugException"/> reports.</summary>
public enum KernelBugKind
{
    /// <summary>An operation's precondition or postcondition does not hold.</summary>
    BrokenRule,

    /// <summary>A handle was used after its frame had been freed.</summary>
    UseAfterFree,

    /// <summary>A reference was dropped, or a freeze ended, by a task that does not hold it.</summary>
    Ledger,

    /// <summary>A task waits for something that no task can end.</summary>
    Deadlock,

    /// <summary>A task takes an outer lock while it holds an inner one.</summary>
    LockOrder,

    /// <summary>A task may sleep while it holds a spin lock.</summary>
    SleepUnderSpinLock,

    /// <summary>A task does not hold a lock that the operation requires or releases.</summary>
    LockNotHeld,

    /// <summary>A block that the allocator was given, or was about to hand out, is not clean.</summary>
    BadPage,
}
