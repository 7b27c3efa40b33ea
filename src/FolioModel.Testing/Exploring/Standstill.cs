namespace FolioModel.Testing;

/// <summary>Explains why no task can go on.</summary>
internal static class Standstill
{
    public static Violation Of(IReadOnlyList<TaskRun> runs)
    {
        TaskRun[] stuck = [.. runs.Where(static run => !run.IsOver)];
        TaskRun? unwoken = Array.Find(stuck, IsFree);
        return new Violation(unwoken is null ? ViolationKind.Deadlock : ViolationKind.LostWakeUp, Describe(stuck), [])
        {
            Task = unwoken?.Task,
            Waits = [.. stuck.Select(static run => run.Reason).OfType<WaitReason>().Distinct()],
        };
    }

    public static string Describe(IReadOnlyList<TaskRun> runs) =>
        string.Join("; ", runs.Where(static run => !run.IsOver).Select(static run => $"{run}{(IsFree(run) ? ", which is free" : "")}"));

    /// <summary>Whether a task waits for something that no task holds any more.</summary>
    private static bool IsFree(TaskRun run) => run.State == TaskRunState.Waiting && run.Key switch
    {
        SpinLock spin => spin.Owner is null,
        RwSemaphore semaphore => semaphore.Writer is null && semaphore.Readers == 0,
        _ => run.Holder is null,
    };
}
