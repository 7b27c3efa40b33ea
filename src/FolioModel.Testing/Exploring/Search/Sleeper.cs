namespace FolioModel.Testing.Search;

/// <summary>A move that need not be tried: the same was tried before it was swapped with moves that do not depend on it.</summary>
/// <param name="Move">The move.</param>
/// <param name="Footprint">What it touched and changed when it was tried.</param>
internal readonly record struct Sleeper(Move Move, Footprint Footprint)
{
    /// <summary>Whether it sleeps on after another move.</summary>
    public bool StaysAsleep(Move after, Footprint footprint) =>
        Move.Task != after.Task && !(Move.Fails && after.Fails) && Footprint.IsIndependentOf(footprint);
}
