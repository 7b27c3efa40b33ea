namespace FolioModel.Diagnosis.Reasoning;

/// <summary>A kind of holder that the state allows.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Unit">The references that one holder of the kind takes.</param>
/// <param name="Least">The fewest holders there must be.</param>
/// <param name="Most">The most holders there can be.</param>
/// <param name="Cost">How much the first holder takes from the likelihood: 0 where the state points to it.</param>
/// <param name="FurtherCost">How much each further holder of the kind takes from the likelihood.</param>
/// <param name="Because">What in the state speaks for it.</param>
internal sealed record HolderCandidate(HolderKind Kind, int Unit, int Least, int Most, int Cost, int FurtherCost, string Because);
