namespace FolioModel.Observation;

/// <summary>Something that must be true of every machine.</summary>
/// <param name="Number">Its number, 1 to 120, the same in all documents.</param>
/// <param name="Group">Its group: one, not a combination.</param>
/// <param name="Name">Its name, as failure messages show it.</param>
/// <param name="Statement">What must hold.</param>
/// <param name="Reason">Why.</param>
/// <param name="KernelCheck">Where the kernel checks it itself, or null when it does not.</param>
/// <param name="Moment">When it must hold.</param>
/// <param name="Enforcement">Who sees to it.</param>
/// <param name="Where">Where exactly; for an absent one, why.</param>
public sealed record Invariant(
    int Number,
    InvariantGroups Group,
    string Name,
    string Statement,
    string Reason,
    string? KernelCheck,
    InvariantMoment Moment,
    InvariantEnforcement Enforcement,
    string Where)
{
    /// <summary>The number as it is written: <c>I-01</c>.</summary>
    public string Id => $"I-{Number:00}";

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name}";
}
