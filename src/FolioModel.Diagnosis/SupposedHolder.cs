namespace FolioModel.Diagnosis;

/// <summary>A holder that an explanation supposes.</summary>
/// <param name="Kind">The kind of holder.</param>
/// <param name="Count">How many references it holds, or several of its kind hold together.</param>
public sealed record SupposedHolder(HolderKind Kind, int Count);
