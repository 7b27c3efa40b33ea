namespace FolioModel.Diagnosis;

/// <summary>The role of a function: for which holder it takes references or gives them back.</summary>
/// <param name="Kind">The holder that it takes for, or gives back first.</param>
/// <param name="Others">Holders that it gives back where none of the first is there: references that changed their purpose.</param>
internal readonly record struct TraceRole(HolderKind Kind, params HolderKind[] Others);
