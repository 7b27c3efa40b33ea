namespace FolioModel.Files;

/// <summary>How long a task that dirtied pages has to pause, and why.</summary>
/// <param name="Thresholds">The limits at that moment, and what was dirty.</param>
/// <param name="Dirtied">Pages that the task dirtied since it last looked, before the first of several pauses in a row.</param>
/// <param name="TaskRate">Pages a second that the task may dirty; 0 for none.</param>
/// <param name="Ticks">Ticks of the kernel's timer that it pauses; 0 for not at all. The sleep lasts up to a tick longer, as it ends
/// with a tick.</param>
/// <param name="Length">The same as a time.</param>
/// <param name="End">The tick at which the pause counts as over for the next one.</param>
/// <param name="PollAfter">Pages after which the task looks again.</param>
/// <remarks>Models the tracepoint <c>balance_dirty_pages</c>.</remarks>
public readonly record struct DirtyPause(
    DirtyThresholds Thresholds, long Dirtied, long TaskRate, long Ticks, TimeSpan Length, long End, long PollAfter)
{
    /// <summary>Whether the device has so little to write that the task goes on after one pause, even above the limits.</summary>
    public bool IsDeviceIdle { get; init; }
}
