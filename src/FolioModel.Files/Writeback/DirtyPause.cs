namespace FolioModel.Files;

/// <summary>How long a task that dirtied pages has to pause, and why.</summary>
/// <param name="Thresholds">The limits at that moment, and what was dirty.</param>
/// <param name="Dirtied">Pages that the task dirtied since it last looked.</param>
/// <param name="TaskRate">Pages a second that the task may dirty; 0 for none.</param>
/// <param name="Length">How long it pauses; zero or less for not at all.</param>
/// <param name="End">When the pause counts as over for the next one.</param>
/// <param name="PollAfter">Pages after which the task looks again.</param>
/// <remarks>Models the tracepoint <c>balance_dirty_pages</c>.</remarks>
public readonly record struct DirtyPause(
    DirtyThresholds Thresholds, long Dirtied, long TaskRate, TimeSpan Length, TimeSpan End, long PollAfter);
