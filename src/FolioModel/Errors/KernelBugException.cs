namespace FolioModel;

/// <summary>
/// A misuse that a kernel built with <c>CONFIG_DEBUG_VM</c> would stop at: the message says which rule was broken, which folio,
/// who holds it and what was expected.
/// </summary>
/// <remarks>Models <c>VM_BUG_ON_FOLIO</c> and its relatives. The machine's state after it is that of a kernel after an oops.</remarks>
public class KernelBugException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The broken rule and the folio as <see cref="Folio.Describe"/> shows it.</param>
    public KernelBugException(string message)
        : base(message)
    {
    }
}

/// <summary>A folio handle was used after its frame had been freed.</summary>
public sealed class UseAfterFreeException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which frame, and who freed it.</param>
    public UseAfterFreeException(string message)
        : base(message)
    {
    }
}

/// <summary>A reference was dropped by somebody who does not hold one. Only thrown while the ledger is on.</summary>
public sealed class LedgerViolationException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Who dropped what, and who the holders are.</param>
    public LedgerViolationException(string message)
        : base(message)
    {
    }
}

/// <summary>A task waits for something that nobody can end: names what it waits for and who holds it.</summary>
public sealed class KernelDeadlockException : KernelBugException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The wait and the holder.</param>
    public KernelDeadlockException(string message)
        : base(message)
    {
    }
}
