namespace FolioModel.Testing;

/// <summary>The reason why two operations are harmless to each other although neither ever waits for the other.</summary>
/// <param name="Letter">The letter that stands for the reason in the matrix.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Applies">Whether the reason is that of two operations, given by their names.</param>
public sealed record BenignPair(char Letter, string Reason, Func<string, string, bool> Applies)
{
    /// <summary>Applies to every pair with one operation.</summary>
    /// <param name="name">The operation.</param>
    public static Func<string, string, bool> With(string name) => (x, y) => x == name || y == name;

    /// <summary>Applies to one pair.</summary>
    /// <param name="one">An operation.</param>
    /// <param name="other">The other.</param>
    public static Func<string, string, bool> Between(string one, string other) =>
        (x, y) => (x == one && y == other) || (x == other && y == one);
}
