namespace FolioModel.Diagnosis;

/// <summary>One combination of holders that accounts for every reference beyond the expected ones.</summary>
/// <param name="Holders">The holders. Their counts add up to the unexplained references.</param>
/// <param name="Likelihood">How well it fits.</param>
/// <param name="Because">What in the state speaks for it.</param>
public sealed record HolderExplanation(IReadOnlyList<SupposedHolder> Holders, Likelihood Likelihood, string Because);
