using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>A process that can be ended when memory runs out.</summary>
/// <remarks>Models what <c>oom_badness</c> looks at of a <c>struct task_struct</c>.</remarks>
public interface IOutOfMemoryVictim
{
    /// <summary>The process's name in reports.</summary>
    string Name { get; }

    /// <summary>Pages that ending it would free: resident pages, pages in swap and page tables.</summary>
    PageCount Memory { get; }

    /// <summary>
    /// How much sooner or later it is chosen, from -1000 (never) to 1000, in thousandths of all memory (<c>oom_score_adj</c>).
    /// </summary>
    int ScoreAdjustment => 0;

    /// <summary>The memory control group that it belongs to; null for the root.</summary>
    MemoryGroup? Group => null;

    /// <summary>The task that runs it, or null. If that needs memory itself, it may use half of the reserve from now on.</summary>
    KernelTask? Task => null;

    /// <summary>
    /// Ends the process, so that its memory is freed. It is not registered any more when this is called. Reference effect: that of the
    /// process's end. No lock of the machine may be waited for: the task that needs memory may hold it.
    /// </summary>
    void Kill();
}
