using FolioModel.Groups;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>Processes move between groups, and groups go while something that was charged to them stays.</summary>
internal sealed partial class AnonSubject
{
    private void DefineGroups()
    {
        Define("move", 1, Process, Task, Move);
        Define("replace group", 1, Process, ReplaceGroup);
    }

    /// <summary>The process runs in another task, and its group, from now on; what it was charged for stays where it is.</summary>
    private StepResult Move(ProcessPages process, int task)
    {
        process.Task = task;
        process.Memory.Group = _tasks[task].Group;
        return StepResult.Ok;
    }

    /// <summary>
    /// Removes the group "passing", in which processes have left page cache, swap and page tables behind, and makes a new one of that name.
    /// </summary>
    private StepResult ReplaceGroup(ProcessPages process)
    {
        MemoryGroup old = _groups[^1];
        if (Machine.MemoryGroups.Count > 10 || old.Id + 1 >= Machine.Options.MemoryGroups)
        {
            return StepResult.Skipped;
        }

        const int Visitor = 1;
        KernelTask visitor = _tasks[Visitor];
        MemoryGroup? home = visitor.Group;
        visitor.Group = old;
        Move(process, Visitor);
        StepResult forked;
        using (Machine.RunAs(visitor))
        {
            // The child's page tables are charged to the group that goes.
            forked = Fork(process);
            LiveIn(visitor);
        }

        visitor.Group = home;
        foreach (ProcessPages other in _processes.Things)
        {
            Move(other, other.Task);
        }

        Hit(forked == StepResult.Ok ? "a process left a group with page tables charged there" : "a process left a group");
        Errno error = old.Remove();
        if (error == Errno.None)
        {
            _groups[^1] = Machine.CreateGroup("passing", _groups[0]);
        }

        return error;
    }

    /// <summary>A short life of a process in the group of a task: it reads, writes and is swapped out; its cache stays.</summary>
    private void LiveIn(KernelTask task)
    {
        ProcessMemory process = Machine.CreateProcess("visitor");
        MappedArea area = process.MapAnonymous(8);
        for (int page = 0; page < 8 && process.Touch(area.First + page, write: true) == TouchResult.Done; page++)
        {
            _contents.Set(process.FolioAt(area.First + page), ++_written);
        }

        process.PageOut(area.First, 4);
        for (long page = FilePages - 8; page < FilePages; page++)
        {
            if (!IsFileLocked(page) && GetFile(page) is { IsOk: true } got)
            {
                got.Folio.Put();
            }
        }

        task.Group?.Reclaim(new PageCount(4));
        process.Exit();
        BuryVictims();
    }
}
