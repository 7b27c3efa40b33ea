namespace FolioModel.Testing;

/// <summary>Runs one given interleaving again.</summary>
public static class Replay
{
    /// <summary>Runs the choices of a token.</summary>
    /// <param name="scenario">The scenario that the token was made for.</param>
    /// <param name="token">The token.</param>
    /// <returns>What happens, step by step.</returns>
    /// <exception cref="FormatException">It is no token, or one of another scenario.</exception>
    public static Trace Run(ExplorationProgram scenario, string token)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        (string name, IReadOnlyList<Move> path) = ReplayToken.Read(token);
        if (name != scenario.Name)
        {
            throw new FormatException($"the token is of scenario '{name}', not of '{scenario.Name}'");
        }

        return Run(scenario, path);
    }

    /// <summary>Runs given choices.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="path">The choices.</param>
    /// <exception cref="FormatException">A choice names a task that cannot go on there.</exception>
    public static Trace Run(ExplorationProgram scenario, IReadOnlyList<Move> path)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(path);
        TraceRecorder recorder = new();
        Execution execution = new(scenario, recorder);
        foreach (Move move in path)
        {
            if (move.Task >= execution.Runs.Count || !execution.IsEnabled(move.Task))
            {
                string state = move.Task < execution.Runs.Count ? $"{execution.Runs[move.Task]}" : $"there are {execution.Runs.Count} tasks";
                string others = string.Join(", ", execution.EnabledMoves());
                throw new FormatException(
                    $"step {execution.Path.Count + 1} of the path: task {move} cannot go on there ({state}); expected {(others.Length > 0 ? others : "the end")}");
            }

            recorder.Begin(execution, move);
            execution.Step(move);
            recorder.End(execution);
        }

        return recorder.ToTrace(scenario, execution);
    }

    internal static int PreemptionsIn(ExplorationProgram scenario, IReadOnlyList<Move> path)
    {
        Execution execution = new(scenario);
        int preemptions = 0;
        foreach (Move move in path)
        {
            int last = execution.LastTask;
            preemptions += last >= 0 && last != move.Task && execution.IsEnabled(last) ? 1 : 0;
            execution.Step(move);
        }

        return preemptions;
    }
}
