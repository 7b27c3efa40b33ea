namespace FolioModel.Testing;

/// <summary>The words with which explanations describe a kind of holder that an owner declares.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Taken">Said when such a reference is taken.</param>
/// <param name="FolioStays">Said when one is dropped and the folio stays.</param>
/// <param name="WasLast">Said when the last reference to the folio is dropped.</param>
/// <param name="OwnReference">How an answer names such a reference, as in "the caller's own reference".</param>
public sealed record HolderWords(HolderKind Kind, string Taken, string FolioStays, string WasLast, string OwnReference);
