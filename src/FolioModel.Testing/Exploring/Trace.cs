namespace FolioModel.Testing;

/// <summary>An interleaving, step by step.</summary>
/// <param name="Program">What was run.</param>
/// <param name="Tasks">The tasks' names.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Violation">What went wrong, or null.</param>
public sealed record Trace(string Program, IReadOnlyList<string> Tasks, IReadOnlyList<TraceStep> Steps, Violation? Violation)
{
    /// <summary>Where the tasks stand, if the choices end before the tasks do and nothing has gone wrong so far; null otherwise.</summary>
    public string? Unfinished { get; init; }

    /// <summary>The folios and the shared variables before the first step.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>
    /// The same with steps in which nothing visible happens joined to the next one of the same task, if no other task runs in between.
    /// </summary>
    public Trace Joined()
    {
        List<TraceStep> joined = [];
        foreach (TraceStep step in Steps)
        {
            if (joined.Count > 0 && joined[^1] is { Events.Count: 0, Then: null, Shared.Count: 0 } silent && silent.Task == step.Task)
            {
                joined[^1] = step with
                {
                    Number = silent.Number,
                    From = silent.From == "begins" ? step.From : $"{silent.From}, {step.From}"
                };
            }
            else
            {
                joined.Add(step);
            }
        }

        return this with { Steps = [.. joined.Select((step, i) => step with { Number = i + 1 })] };
    }
}

/// <summary>One step of a task, from a point to the next.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Task">Number of the task, from 0.</param>
/// <param name="From">The point that it passed: what it was about to do.</param>
/// <param name="Events">What it did.</param>
/// <param name="Then">Where it stands afterwards, if it had to wait or is at its end.</param>
/// <param name="Counts">The folios whose count or holders it changed, as sums over holders.</param>
public sealed record TraceStep(int Number, int Task, string From, IReadOnlyList<string> Events, string? Then, IReadOnlyList<string> Counts)
{
    /// <summary>The shared variables that it changed, with their new values.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];
}
