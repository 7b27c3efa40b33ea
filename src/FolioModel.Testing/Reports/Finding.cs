using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>Something that a program found wrong.</summary>
/// <param name="Id">What kind of mistake: the invariant's number, <c>refinement</c>, or the exception. Shrinking keeps it the same.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Finding(string Id, string Text)
{
    /// <summary>The invariant that does not hold, where the finding is one.</summary>
    public Invariant? Invariant { get; init; }

    /// <summary>
    /// The things that it concerns, by their keys in the subject's <see cref="BalanceTree"/>: a folio by the number of its first frame, any
    /// other thing by itself.
    /// </summary>
    public ImmutableArray<object> Concerned { get; init; } = [];

    /// <summary>The folio concerned, or <c>default</c> when there is none or there are several.</summary>
    public Folio Folio { get; init; }

    /// <summary>The task that made the mistake, or null when it is not known.</summary>
    public KernelTask? Task { get; init; }

    /// <summary>
    /// The holders that it is about: of a leak those that never gave their references back, else all of the folio's.
    /// </summary>
    public ImmutableArray<ReferenceHolder> Holders { get; init; } = [];

    /// <summary>The text without the stack of an exception.</summary>
    internal string TextWithoutLines =>
        string.Join('\n', Text.Split('\n').Where(static l => !l.StartsWith("   at ", StringComparison.Ordinal)));

    /// <summary>A broken invariant as a finding.</summary>
    /// <param name="invariant">The invariant.</param>
    /// <param name="what">What is wrong.</param>
    public static Finding Of(Invariant invariant, string what)
    {
        ArgumentNullException.ThrowIfNull(invariant);
        return new Finding(invariant.Id, $"{invariant}: {what}") { Invariant = invariant };
    }

    /// <summary>A mistake that has to do with one folio as a finding.</summary>
    /// <param name="id">What kind of mistake.</param>
    /// <param name="what">What is wrong.</param>
    /// <param name="folio">The folio, or <c>default</c>.</param>
    public static Finding Of(string id, string what, Folio folio) => new(id, what)
    {
        Concerned = KeyOf(folio),
        Folio = folio,
        Holders = folio.IsAlive ? folio.Holders : [],
    };

    /// <summary>A violated invariant as a finding.</summary>
    /// <param name="violation">The violation.</param>
    public static Finding Of(InvariantViolation violation)
    {
        ArgumentNullException.ThrowIfNull(violation);
        string kernel = violation.Invariant.KernelCheck is { } check ? $"\n  the kernel's own check: {check}" : "";
        return new Finding(violation.Invariant.Id, $"{violation}\n  the rule: {violation.Invariant.Statement}{kernel}")
        {
            Invariant = violation.Invariant,
            Concerned = KeyOf(violation.Folio),
            Folio = violation.Folio,
            Holders = violation.Holders,
        };
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

        string text = $"{exception.GetType().Name}: {exception.Message}";
        return exception is KernelBugException bug
            ? new Finding(exception.GetType().Name, text)
            {
                Invariant = bug.Invariant,
                Concerned = KeyOf(bug.Folio),
                Folio = bug.Folio,
                Task = bug.Task,
                Holders = bug.Holders,
            }
            : new Finding(exception.GetType().Name, $"{text}\n{exception.StackTrace}");
    }

    private static ImmutableArray<object> KeyOf(Folio folio) => folio.IsNone ? [] : [folio.Pfn.Value];
}
