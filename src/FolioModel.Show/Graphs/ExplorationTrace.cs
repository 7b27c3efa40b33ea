namespace FolioModel.Show;

/// <summary>Explorations as traces: the reader of their pages decides which task goes on.</summary>
public static class ExplorationTrace
{
    private const int LongestStory = 400;

    /// <summary>The trace of an exhibit: the states of the right operation and those of the wrong one.</summary>
    /// <param name="exhibit">The exhibit.</param>
    /// <param name="limit">The most states of each.</param>
    public static FolioTrace Of(Exhibit exhibit, int limit = 1500)
    {
        ArgumentNullException.ThrowIfNull(exhibit);
        ExplorationResult wrong = Explorer.Explore(exhibit.WrongOne);
        IReadOnlyList<Move> path = wrong.Violation?.Path ?? [];
        StateGraph[] graphs =
        [
            StateGraph.Explore(exhibit.Right, StoryOf(exhibit.Right, path), limit), StateGraph.Explore(exhibit.WrongOne, path, limit),
        ];
        string[] facts = [$"Wrong: {exhibit.Wrong}.", $"Known from: {exhibit.Reference}"];
        return ToTrace(graphs, new FolioTraceHead(exhibit.Name, "exhibit")
        {
            Question = exhibit.Operations,
            Answer = wrong.Violation is { } found ? $"Done wrong: {found.Message}" : "",
            Remarks = wrong.Token is { } token ? [.. facts, $"Replay: folio explore --replay {token}"] : facts,
            Profile = exhibit.Right.Profile.Name,
        }, new Execution(exhibit.Right));
    }

    /// <summary>The trace of a program, with or without one of its classes of locks.</summary>
    /// <param name="program">The program.</param>
    /// <param name="limit">The most states.</param>
    public static FolioTrace Of(ExplorationProgram program, int limit = 1500)
    {
        ArgumentNullException.ThrowIfNull(program);
        ExplorationResult result = Explorer.Explore(program);
        IReadOnlyList<Move> path = result.Violation?.Path is { Count: > 0 } found ? found : StoryOf(program, []);
        return ToTrace([StateGraph.Explore(program, path, limit)], new FolioTraceHead(program.Name, "exhibit")
        {
            Question = program.Summary,
            Answer = result.Violation is { } violation ? violation.Message : "Every interleaving holds.",
            Profile = program.Profile.Name,
        }, new Execution(program));
    }

    /// <summary>The trace of one interleaving of a program: its reader begins with that schedule, and may leave it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="token">A token of an exploration of it.</param>
    /// <param name="limit">The most states.</param>
    /// <exception cref="FormatException">It is no token, or one of another program.</exception>
    public static FolioTrace OfToken(ExplorationProgram program, string token, int limit = 1500)
    {
        ArgumentNullException.ThrowIfNull(program);
        Trace replayed = Replay.Run(program, token);
        IReadOnlyList<Move> path = ReplayToken.Read(token).Path ?? replayed.Violation?.Path ?? [];
        return ToTrace([StateGraph.Explore(program, path, limit)], new FolioTraceHead(program.Name, "exhibit")
        {
            Question = program.Summary,
            Answer = replayed.Violation?.Message ?? replayed.Unfinished ?? "This interleaving holds.",
            Remarks = [$"Replay: folio explore --replay {token}"],
            Profile = program.Profile.Name,
        }, new Execution(program));
    }

    /// <summary>
    /// A schedule to its end: a path as far as it can be followed, and then the task that went last as long as it can go on.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="path">The path, such as the one on which the wrong operation fails.</param>
    public static IReadOnlyList<Move> StoryOf(ExplorationProgram program, IReadOnlyList<Move> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Execution execution = new(program);
        foreach (Move move in path)
        {
            if (execution.Violation is null && move.Task < execution.Runs.Count && execution.IsEnabled(move.Task))
            {
                execution.Step(move);
            }
        }

        while (!execution.IsOver && execution.Violation is null && execution.Path.Count < LongestStory
            && execution.EnabledMoves() is [var first, ..] moves)
        {
            int same = moves.FindIndex(m => m.Task == execution.LastTask);
            execution.Step(same >= 0 ? moves[same] : first);
        }

        return [.. execution.Path];
    }

    private static FolioTrace ToTrace(StateGraph[] graphs, FolioTraceHead head, Execution shown)
    {
        FolioTraceBuilder builder = new();
        builder.Note(shown.World.Machine.Snapshot());
        builder.Note(HolderKind.Known.Where(k => Array.Exists(graphs, g => g.Names(k.Name))));
        return builder.ToTrace(head, graphs);
    }
}
