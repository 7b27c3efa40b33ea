namespace FolioModel;

/// <summary>The part of a folio on which a split leaves its caller's reference and the lock.</summary>
/// <param name="Frame">A frame of the part.</param>
/// <param name="Held">The kind of the caller's reference.</param>
internal readonly record struct KeptPart(int Frame, HolderKind Held);
