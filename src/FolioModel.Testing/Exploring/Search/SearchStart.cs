namespace FolioModel.Testing.Search;

/// <summary>Where a search, or a part of one, begins.</summary>
/// <param name="Path">The choices that lead there.</param>
/// <param name="Asleep">The moves that need not be tried there.</param>
internal sealed record SearchStart(IReadOnlyList<Move> Path, IReadOnlyList<Sleeper> Asleep)
{
    /// <summary>The very beginning.</summary>
    public static SearchStart Beginning { get; } = new([], []);
}
