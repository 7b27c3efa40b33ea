namespace FolioModel.Interleaving;

/// <summary>Runs other tasks while the current one waits.</summary>
/// <remarks>Without one, operations run straight to their end, and a wait is the deadlock it must be.</remarks>
public interface ITaskScheduler
{
    /// <summary>Runs other tasks until one of them has woken the key; afterwards the waiting task is current again.</summary>
    /// <param name="task">The task that waits.</param>
    /// <param name="reason">What kind of thing it waits for.</param>
    /// <param name="key">What it waits for, to be compared by reference.</param>
    /// <param name="what">The same in words.</param>
    void Wait(KernelTask task, WaitReason reason, object key, string what);

    /// <summary>Called when something that a task may wait for has happened.</summary>
    /// <param name="key">What.</param>
    void Wake(object key);
}
