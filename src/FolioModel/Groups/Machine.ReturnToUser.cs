using FolioModel.Groups;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// The current task returns from the kernel: what its charges took above the high limits of its groups is reclaimed now. Call it at the
    /// end of
    /// each modelled system call of a task in a group with <see cref="MemoryGroup.High"/>.
    /// </summary>
    /// <remarks>Models <c>mem_cgroup_handle_over_high</c>.</remarks>
    [Interleaved]
    public void ReturnToUser()
    {
        KernelTask task = Current;
        long pages = task.PagesOverHigh;
        if (pages > 0 && task.Group is { } group)
        {
            task.PagesOverHigh = 0;
            group.ReclaimHigh(pages);
        }
    }
}
