namespace FolioModel.Observation;

/// <summary>A rule that must hold on every machine, or on every machine that has a given owner.</summary>
/// <remarks>
/// Declared once, as a static readonly field beside the check, by the part of the model that checks it: the core, or an owner of memory. A
/// check reports by this object; the number is an id for documents only.
/// </remarks>
/// <param name="Owner">The part of the model that it belongs to: <see cref="Core"/>, or an owner's name.</param>
/// <param name="Name">Its name, as failure messages show it: one word that says the rule.</param>
/// <param name="Statement">What must hold.</param>
/// <param name="Moment">When it must hold.</param>
/// <param name="Enforcement">How it is enforced.</param>
/// <example>
/// <code>
/// public static readonly Invariant ExtentsDoNotOverlap = new(
///     "smallfs", nameof(ExtentsDoNotOverlap), "No block belongs to two files", InvariantMoment.AtRest, InvariantEnforcement.Validated);
/// </code>
/// </example>
public sealed record Invariant(string Owner, string Name, string Statement, InvariantMoment Moment, InvariantEnforcement Enforcement)
{
    /// <summary>The owner of the core's own invariants.</summary>
    public const string Core = "core";

    private readonly string? _reason;

    /// <summary>A stable number in documents, or null: the core and the owners that come with it have 1 to 138.</summary>
    public int? Number { get; init; }

    /// <summary>Its group: one, not a combination. An owner's invariants are <see cref="InvariantGroups.Owners"/>.</summary>
    public InvariantGroups Group { get; init; } = InvariantGroups.Owners;

    /// <summary>Why it must hold. Where nothing else is said, the reason of its group.</summary>
    public string Reason
    {
        get => _reason ?? Invariants.ReasonOf(Group);
        init => _reason = value;
    }

    /// <summary>Where the kernel checks it itself, or null when it does not.</summary>
    public string? KernelCheck { get; init; }

    /// <summary>Where exactly it is checked; for an absent one, why it is not.</summary>
    public string Where { get; init; } = "";

    /// <summary>Its short name in reports: <c>I-01</c>, or the owner and the name where it has no number.</summary>
    public string Id => Number is { } number ? $"I-{number:00}" : $"{Owner}/{Name}";

    /// <summary>Whether two are the same: the same owner's of the same name.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(Invariant? other) => other is not null && Owner == other.Owner && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Owner, Name);

    /// <inheritdoc/>
    public override string ToString() => Number is null ? Id : $"{Id} {Name}";
}
