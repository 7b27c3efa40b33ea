namespace FolioModel.Testing.Search;

/// <summary>A move that need not be tried: the same was tried before it was swapped with moves that do not depend on it.</summary>
/// <param name="Move">The move.</param>
/// <param name="Footprint">What it touched and changed when it was tried.</param>
/// <param name="CouldFail">Whether it made allocations that could fail instead: that is another move, which may be awake.</param>
internal readonly record struct Sleeper(Move Move, Footprint Footprint, bool CouldFail)
{
    /// <summary>The same step with its allocations failing, where that is a move of its own.</summary>
    public Move? Failing => CouldFail ? Move with { Fails = true } : null;

    /// <summary>Whether it sleeps on after another move.</summary>
    public bool StaysAsleep(Move after, Footprint footprint) =>
        Move.Task != after.Task && !(Move.Fails && after.Fails) && Footprint.IsIndependentOf(footprint);

    /// <summary>
    /// Adds the failing moves whose steps sleep as they are: a step that is not taken does not ask whether its allocations could fail.
    /// </summary>
    public static void AddFailing(List<Sleeper> asleep, Execution execution, List<Move> moves)
    {
        if (execution.CanStillFail)
        {
            foreach (Sleeper sleeper in asleep)
            {
                if (sleeper.Failing is { } failing)
                {
                    moves.Add(failing);
                }
            }
        }
    }
}
