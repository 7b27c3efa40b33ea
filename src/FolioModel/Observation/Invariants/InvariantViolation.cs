using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>An invariant that does not hold: where, which numbers disagree, and who holds the folio concerned.</summary>
/// <param name="Invariant">The invariant.</param>
/// <param name="Folio">The folio concerned, or <c>default</c> when it is about no single one.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">The number that should be, where there is one.</param>
/// <param name="Actual">The number that is, where there is one.</param>
/// <param name="Holders">Who holds the folio, as it was when the violation was found.</param>
/// <param name="Description">The folio as it was when the violation was found, or an empty text.</param>
public sealed record InvariantViolation(
    Invariant Invariant,
    Folio Folio,
    string Message,
    long? Expected,
    long? Actual,
    ImmutableArray<ReferenceHolder> Holders,
    string Description)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string numbers = Expected is { } expected ? $" (expected {expected}, is {Actual})" : "";
        return $"{Invariant}: {Message}{numbers}{(Description.Length > 0 ? $": {Description}" : "")}";
    }
}
