namespace FolioModel;

/// <summary>Follows tasks that run suspended, and decides where they stop.</summary>
public interface ITaskRunObserver
{
    /// <summary>Whether a task stops at a point it has reached; it always stops where it must wait.</summary>
    /// <param name="run">The task.</param>
    /// <param name="point">What it is about to do.</param>
    bool StopsAt(TaskRun run, SchedulingPoint point) => true;

    /// <summary>Called when a task waits: see <see cref="TaskRun.Key"/> and <see cref="TaskRun.WaitsFor"/>.</summary>
    /// <param name="run">The task.</param>
    void Waits(TaskRun run)
    {
    }

    /// <summary>Called when the event that a task waited for has happened, so that it can go on.</summary>
    /// <param name="run">The task.</param>
    void Woken(TaskRun run)
    {
    }

    /// <summary>Called when a task has ended or thrown.</summary>
    /// <param name="run">The task.</param>
    void Ended(TaskRun run)
    {
    }
}
