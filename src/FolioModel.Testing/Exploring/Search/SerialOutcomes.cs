namespace FolioModel.Testing.Search;

/// <summary>The outcomes of a scenario whose tasks run one after the other, in every order.</summary>
/// <remarks>
/// A task that cannot go on gives way to the next one in the order and is continued as soon as it can. Tasks that may give up are also left
/// out, in every combination: see <see cref="World.MayGiveUp"/>.
/// </remarks>
internal sealed class SerialOutcomes
{
    private readonly SortedSet<string> _outcomes = new(StringComparer.Ordinal);

    public SerialOutcomes(ExplorationProgram scenario)
    {
        Execution first = new(scenario);
        Choose(scenario, first, [], 0);
    }

    public override string ToString() => string.Join(" | ", _outcomes);

    /// <summary>Judges an execution that is over.</summary>
    /// <returns>What is wrong with its outcome, or null.</returns>
    public static Violation? Judge(Execution execution, Lazy<SerialOutcomes> outcomes) =>
        execution.World.OutcomeOf?.Invoke() is { } outcome && !outcomes.Value._outcomes.Contains(outcome)
            ? new Violation(
                ViolationKind.NotLinearizable,
                $"'{outcome}' is the outcome of no order of the tasks one after the other; those are: {outcomes.Value}",
                [.. execution.Path])
            : null;

    /// <summary>Runs everything for each choice of which tasks give up, and with which result.</summary>
    private void Choose(ExplorationProgram scenario, Execution first, IReadOnlyList<(int Result, string Text)> givenUp, int next)
    {
        List<TaskResult> results = first.World.Results;
        if (next == results.Count)
        {
            RunAll(scenario, givenUp, first.Runs.Count);
            return;
        }

        Choose(scenario, first, givenUp, next + 1);
        foreach (string text in results[next].GivesUp)
        {
            Choose(scenario, first, [.. givenUp, (next, text)], next + 1);
        }
    }

    private void RunAll(ExplorationProgram scenario, IReadOnlyList<(int Result, string Text)> givenUp, int tasks)
    {
        int[] running = [.. Enumerable.Range(0, tasks)];
        foreach (int[] order in Orders(running, 0))
        {
            Execution execution = new(scenario);
            foreach ((int number, string text) in givenUp)
            {
                TaskResult result = execution.World.Results[number];
                execution.Runs[result.Task].Abandon();
                result.Text = text;
            }

            while (!execution.IsOver && execution.Violation is null)
            {
                int next = Array.FindIndex(order, execution.IsEnabled);
                if (next < 0)
                {
                    break;
                }

                execution.Step(new Move(order[next]));
            }

            if (execution.IsOver)
            {
                _outcomes.Add(execution.World.OutcomeOf!());
            }
        }
    }

    private static IEnumerable<int[]> Orders(int[] items, int from)
    {
        if (from == items.Length)
        {
            yield return [.. items];
        }

        for (int i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            foreach (int[] order in Orders(items, from + 1))
            {
                yield return order;
            }

            (items[from], items[i]) = (items[i], items[from]);
        }
    }
}
