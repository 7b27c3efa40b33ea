namespace FolioModel.Diagnosis;

/// <summary>References that a page has at the moment, as they were taken.</summary>
/// <param name="Kind">The holder.</param>
/// <param name="Amount">How many of them are left.</param>
/// <param name="InFault">Whether a page fault took them.</param>
/// <param name="Task">The task, a number of <see cref="TraceNames"/>.</param>
/// <param name="Stack">The stack, a number of <see cref="TraceStacks"/>; 0 for none.</param>
/// <param name="Seconds">When.</param>
/// <param name="Line">The line that took them.</param>
internal readonly record struct OpenReference(
    HolderKind Kind, int Amount, bool InFault, int Task, int Stack, double Seconds, long Line);
