namespace FolioModel.Testing;

/// <summary>Something that a program found wrong.</summary>
/// <param name="Id">What kind of mistake: the invariant's number, <c>refinement</c>, or the exception. Shrinking keeps it the same.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Finding(string Id, string Text)
{
    /// <summary>The invariant that does not hold, where the finding is one.</summary>
    public Invariant? Invariant { get; init; }

    /// <summary>A broken invariant as a finding.</summary>
    /// <param name="invariant">The invariant.</param>
    /// <param name="what">What is wrong.</param>
    public static Finding Of(Invariant invariant, string what)
    {
        ArgumentNullException.ThrowIfNull(invariant);
        return new Finding(invariant.Id, $"{invariant}: {what}") { Invariant = invariant };
    }

    /// <summary>A violated invariant as a finding.</summary>
    /// <param name="violation">The violation.</param>
    public static Finding Of(InvariantViolation violation)
    {
        ArgumentNullException.ThrowIfNull(violation);
        string kernel = violation.Invariant.KernelCheck is { } check ? $"\n  the kernel's own check: {check}" : "";
        return new Finding(violation.Invariant.Id,
            $"{violation}\n  the rule: {violation.Invariant.Statement}{kernel}") { Invariant = violation.Invariant };
    }

    /// <summary>An exception as a finding.</summary>
    /// <param name="exception">The exception.</param>
    public static Finding Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is BrokenInvariantException broken)
        {
            return Of(broken.Invariant, broken.Message);
        }

        string where = exception is KernelBugException ? "" : $"\n{exception.StackTrace}";
        return new Finding(exception.GetType().Name, $"{exception.GetType().Name}: {exception.Message}{where}");
    }
}
