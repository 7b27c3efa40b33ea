namespace FolioModel.Diagnosis;

/// <summary>A line of a page's balance.</summary>
/// <param name="Amount">References taken; given back where below 0.</param>
/// <param name="Kind">Whose they are; null where nothing says.</param>
/// <param name="Function">The function that did it; "" where no stack says.</param>
/// <param name="Task">The task.</param>
/// <param name="Seconds">When.</param>
/// <param name="Count">The reference count afterwards.</param>
/// <param name="Line">The line of the text, from 1.</param>
/// <param name="TakenAt">For references given back: the line that took them, or 0 where that was before the trace.</param>
public sealed record TraceChange(
    int Amount, HolderKind? Kind, string Function, string Task, double Seconds, int Count, long Line, long TakenAt);
