namespace FolioModel.Diagnosis;

/// <summary>References that a folio's own state accounts for.</summary>
/// <param name="Kind">The kind of holder.</param>
/// <param name="Count">How many references it holds.</param>
/// <param name="Because">What in the state says so.</param>
public sealed record ExpectedReference(HolderKind Kind, int Count, string Because);
