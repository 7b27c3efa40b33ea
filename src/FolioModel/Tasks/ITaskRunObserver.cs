namespace FolioModel;

/// <summary>Follows tasks that run suspended, and decides where they stop.</summary>
public interface ITaskRunObserver
{
    /// <summary>Whether a task stops at a point it has reached; it always stops where it must wait.</summary>
    /// <param name="run">The task.</param>
    /// <param name="point">What it is about to do.</param>
    bool StopsAt(TaskRun run, SchedulingPoint point) => true;

    /// <summary>A task waits: see <see cref="TaskRun.Key"/> and <see cref="TaskRun.WaitsFor"/>.</summary>
    /// <param name="run">The task.</param>
    void Waits(TaskRun run)
    {
    }

    /// <summary>What a task waited for has happened; it can go on.</summary>
    /// <param name="run">The task.</param>
    void Woken(TaskRun run)
    {
    }

    /// <summary>A task is at its end, or has thrown.</summary>
    /// <param name="run">The task.</param>
    void Ended(TaskRun run)
    {
    }
}
