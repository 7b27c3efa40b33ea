namespace FolioModel.Observation;

/// <summary>One thing in which two snapshots differ.</summary>
/// <param name="Subject">What it is about: a folio, an entry, a batch, a list, a counter.</param>
/// <param name="Field">Which property of it; empty where it is the thing itself.</param>
/// <param name="Before">What it was, or null when it was not there.</param>
/// <param name="After">What it is, or null when it is gone.</param>
public sealed record SnapshotChange(string Subject, string Field, string? Before, string? After)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}{(Field.Length > 0 ? $" {Field}" : "")}: {Before ?? "(none)"} -> {After ?? "(none)"}";
}
