namespace FolioModel.Exploration.Search;

/// <summary>What the tasks of a scenario come to when they run one after the other, in every order.</summary>
/// <remarks>A task that cannot go on gives way to the next one in the order and is continued as soon as it can.</remarks>
internal sealed class SerialOutcomes
{
    private readonly SortedSet<string> _outcomes = new(StringComparer.Ordinal);

    public SerialOutcomes(Scenario scenario)
    {
        int tasks = new Execution(scenario).Runs.Count;
        foreach (int[] order in Orders([.. Enumerable.Range(0, tasks)], 0))
        {
            Execution execution = new(scenario);
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

    public bool Contains(string outcome) => _outcomes.Contains(outcome);

    public override string ToString() => string.Join(" | ", _outcomes);

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
