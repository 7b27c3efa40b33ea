namespace FolioModel.Exploration;

/// <summary>An interleaving, step by step.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Tasks">The tasks' names.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Violation">What went wrong, or null.</param>
public sealed record Trace(string Scenario, IReadOnlyList<string> Tasks, IReadOnlyList<TraceStep> Steps, Violation? Violation);

/// <summary>One step of a task, from a point to the next.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Task">Number of the task, from 0.</param>
/// <param name="From">The point that it passed: what it was about to do.</param>
/// <param name="Events">What it did.</param>
/// <param name="Then">Where it stands afterwards, if it had to wait or is at its end.</param>
/// <param name="Counts">The folios whose count or holders it changed, as sums over holders.</param>
public sealed record TraceStep(int Number, int Task, string From, IReadOnlyList<string> Events, string? Then, IReadOnlyList<string> Counts);
