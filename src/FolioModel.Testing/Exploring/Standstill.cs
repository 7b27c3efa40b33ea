namespace FolioModel.Testing;

/// <summary>Tells why nobody can go on.</summary>
internal static class Standstill
{
    public static ViolationKind KindOf(IReadOnlyList<TaskRun> runs) =>
        runs.Any(run => !run.IsOver && IsFree(run)) ? ViolationKind.LostWakeUp : ViolationKind.Deadlock;

    public static string Describe(IReadOnlyList<TaskRun> runs) =>
        string.Join("; ", runs.Where(run => !run.IsOver).Select(run => $"{run}{(IsFree(run) ? ", which is free" : "")}"));

    /// <summary>Whether a task waits for something that nobody has any more.</summary>
    private static bool IsFree(TaskRun run) => run.State == TaskRunState.Waiting && run.Key switch
    {
        SpinLock spin => spin.Owner is null,
        RwSemaphore semaphore => semaphore.Writer is null && semaphore.Readers == 0,
        _ => run.Holder is null,
    };
}
