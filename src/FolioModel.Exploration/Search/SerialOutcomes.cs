namespace FolioModel.Exploration.Search;

/// <summary>What the tasks of a scenario come to when they run one after the other, in every order.</summary>
/// <remarks>
/// A task that cannot go on gives way to the next one in the order and is continued as soon as it can. Tasks that may give up are also left
/// out, in every combination: see <see cref="World.MayGiveUp"/>.
/// </remarks>
internal sealed class SerialOutcomes
{
    private readonly SortedSet<string> _outcomes = new(StringComparer.Ordinal);

    public SerialOutcomes(Scenario scenario)
    {
        Execution first = new(scenario);
        int[] givingUp = [.. first.World.Results.Where(static r => r.Value.GivesUp is not null).Select(static r => r.Key)];
        for (int without = 0; without < 1 << givingUp.Length; without++)
        {
            HashSet<int> leftOut = [.. givingUp.Where((_, i) => (without & (1 << i)) != 0)];
            RunAll(scenario, [.. Enumerable.Range(0, first.Runs.Count).Where(t => !leftOut.Contains(t))], leftOut);
        }
    }

    public bool Contains(string outcome) => _outcomes.Contains(outcome);

    public override string ToString() => string.Join(" | ", _outcomes);

    private void RunAll(Scenario scenario, int[] tasks, IReadOnlySet<int> leftOut)
    {
        foreach (int[] order in Orders(tasks, 0))
        {
            Execution execution = new(scenario);
            foreach (int task in leftOut)
            {
                execution.Runs[task].Abandon();
                execution.World.Results[task].Text = execution.World.Results[task].GivesUp;
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
