using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>Collects violations while a machine is looked at.</summary>
public sealed class InvariantReport
{
    private ImmutableArray<InvariantViolation>.Builder? _found;

    internal InvariantReport(Machine machine, ValidationOptions options)
    {
        Machine = machine;
        Options = options;
    }

    /// <summary>The machine that is looked at.</summary>
    public Machine Machine { get; }

    /// <summary>The options: which invariants are asked for.</summary>
    public ValidationOptions Options { get; }

    /// <summary>Whether as many violations were found as are wanted.</summary>
    public bool IsFull => _found is not null && _found.Count >= Options.Limit;

    internal ImmutableArray<InvariantViolation> Found => _found?.ToImmutable() ?? [];

    /// <summary>
    /// Whether an invariant is to be checked: its group is asked for, its owner is not left out, and it applies at this moment.
    /// </summary>
    /// <param name="invariant">The invariant.</param>
    public bool Wants(Invariant invariant)
    {
        ArgumentNullException.ThrowIfNull(invariant);
        return (invariant.Group & Options.Groups) != 0 && (Options.AtRest || invariant.Moment == InvariantMoment.Always)
            && !Options.ExceptOwners.Contains(invariant.Owner);
    }

    /// <summary>Reports a violation; ignored when the invariant is not asked for.</summary>
    /// <param name="invariant">The invariant.</param>
    /// <param name="folio">The folio concerned, or <c>default</c>.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="expected">The number that should be, where there is one.</param>
    /// <param name="actual">The number that is, where there is one.</param>
    public void Add(Invariant invariant, Folio folio, string message, long? expected = null, long? actual = null)
    {
        if (!Wants(invariant) || IsFull)
        {
            return;
        }

        ImmutableArray<ReferenceHolder> holders = folio.IsAlive ? folio.Holders : [];
        _found ??= ImmutableArray.CreateBuilder<InvariantViolation>();
        _found.Add(new InvariantViolation(
            invariant, folio, message, expected, actual, holders, folio.IsAlive ? folio.Describe() : ""));
    }

    /// <summary>Reports a violation of a frame, with the folio that starts there if one does.</summary>
    internal void AddFrame(Invariant invariant, int pfn, string message, long? expected = null, long? actual = null) =>
        Add(invariant, Machine.Map[pfn].State == PageState.Allocated ? new Folio(Machine, pfn) : default, message, expected, actual);
}
