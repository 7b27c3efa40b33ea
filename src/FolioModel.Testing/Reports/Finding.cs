namespace FolioModel.Testing;

/// <summary>Something that a program found wrong.</summary>
/// <param name="Id">What kind of mistake: the invariant's number, <c>refinement</c>, or the exception. Shrinking keeps it the same.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Finding(string Id, string Text)
{
    /// <summary>A violated invariant as a finding.</summary>
    /// <param name="violation">The violation.</param>
    public static Finding Of(InvariantViolation violation)
    {
        ArgumentNullException.ThrowIfNull(violation);
        string kernel = violation.Invariant.KernelCheck is { } check ? $"\n  the kernel's own check: {check}" : "";
        return new Finding(violation.Invariant.Id, $"{violation}\n  the rule: {violation.Invariant.Statement}{kernel}");
    }

    /// <summary>An exception as a finding.</summary>
    /// <param name="exception">The exception.</param>
    public static Finding Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.Message.StartsWith("I-", StringComparison.Ordinal) && exception.Message.IndexOf(':', StringComparison.Ordinal) is var end and > 0)
        {
            return new Finding(exception.Message[..end], exception.Message);
        }

        string where = exception is KernelBugException ? "" : $"\n{exception.StackTrace}";
        return new Finding(exception.GetType().Name, $"{exception.GetType().Name}: {exception.Message}{where}");
    }
}
