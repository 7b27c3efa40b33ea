using FolioModel.Groups;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>When an operation may fail for want of memory.</summary>
internal sealed partial class AnonSubject
{
    private readonly Dictionary<MemoryGroup, long> _outOfMemoryBefore = [];

    /// <summary>How often each group was out of memory, before an operation that may fail so.</summary>
    private void NoteOutOfMemory()
    {
        foreach (MemoryGroup group in Machine.MemoryGroups)
        {
            _outOfMemoryBefore[group] = group.Events.OutOfMemory;
        }
    }

    /// <summary>
    /// An operation failed for want of memory: a group that had none, or the whole machine, has no process left that could be ended. It
    /// need not be the task's group: what comes back from swap is charged to the group that it belonged to.
    /// </summary>
    private Errno Fails(object what)
    {
        MemoryGroup[] limited = [.. Machine.MemoryGroups.Where(g => g.Events.OutOfMemory > _outOfMemoryBefore.GetValueOrDefault(g))];
        if (limited.Any(group => Candidate(group) is null))
        {
            return Errno.ENOMEM;
        }

        MemoryGroup? met = limited.FirstOrDefault();
        if (Candidate(met) is { } other)
        {
            Break(ReclaimInvariants.AllocationsFailOnlyWhenNothingCanGo,
                $"{what} gets no memory{(met is null ? "" : $" in {met}")}, beside {other}, which could be ended");
        }

        return Errno.ENOMEM;
    }

    /// <summary>A process that could be ended for memory of a group, or of the machine.</summary>
    private ProcessPages? Candidate(MemoryGroup? limited) => _processes.Things.FirstOrDefault(other =>
        Machine.Processes.Contains(other.Memory) && (limited is null || (other.Memory.Group is { } group && limited.Contains(group))));
}
