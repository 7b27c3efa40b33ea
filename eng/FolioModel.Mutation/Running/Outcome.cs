namespace FolioModel.Mutation;

/// <summary>What became of a mutant.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="KilledBy">The checker that found it, or null.</param>
/// <param name="Check">The check that found it, or "".</param>
/// <param name="Found">What it found, in short, or "".</param>
/// <param name="Reached">How many checks reach it at all.</param>
internal sealed record Outcome(Mutant Mutant, Checker? KilledBy, string Check, string Found, int Reached);
