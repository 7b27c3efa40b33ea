namespace FolioModel.Testing;

/// <summary>Two operations that go wrong together in the modelled kernel, and therefore in the model.</summary>
/// <param name="Letter">The letter that stands for the race in the matrix.</param>
/// <param name="Program">The name of the pair.</param>
/// <param name="Story">What happens.</param>
public sealed record KnownRace(char Letter, string Program, string Story);
