using System.Collections.Immutable;
using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The ways to ask for reclaim, and what changes groups and swap.</summary>
internal sealed partial class AnonSubject
{
    private void DefineReclaim()
    {
        Define("reclaim", 4, Task, Group, Size("pages", 150), (task, group, pages) => Reclaim(task, _groups[group], pages));
        Define("limit", 1, Task, Group, Number("pages", 150, from: 40), (task, group, pages) => Limit(task, _groups[group], pages));
        Define("limit swap", 1, Group, Number("pages", 150), (group, pages) => LimitSwap(_groups[group], pages));
        Define("balance", 2, Task, Balance);
        Define("drop caches", 1, Task, DropCaches);
        Define("swappiness", 1, OneOf("swappiness", 60, 0, 1, 100, 200), SetSwappiness);
        Define("flush statistics", 3, FlushStatistics);
        Define("drain", 2, Number("CPU", 2), Drain);
        Define("drain stocks", 1, DrainStocks);
        Define("swap off", 1, Task, SwapOff);
        Define("swap on", 1, SwapOn);
        Define("end swap writes", 3, Task, Size("writes", 40), EndSwapWrites);
        Define("device", 1, OneOf("that", "works", "fails to write", "fails to read"), SetDevice);
        Define("move", 1, Process, Task, Move);
        Define("replace group", 1, OneOf("left by", "a process that ended", "a process that moved on"), ReplaceGroup);
    }

    private StepResult Reclaim(int task, MemoryGroup group, long pages)
    {
        using Machine.TaskScope scope = As(task);
        long before = _watch.Freed;
        long usage = group.Usage.Value;
        long freed = group.Reclaim(new PageCount(pages)).Value;
        if (freed != _watch.Freed - before || usage - group.Usage.Value < freed)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees,
                $"{freed} pages of {group}, which used {usage}, are said to be freed; {_watch.Freed - before} were");
        }

        Hit(freed >= pages ? "reclaimed what was asked for" : "reclaimed less");
        return StepResult.Ok;
    }

    private StepResult Limit(int task, MemoryGroup group, long pages)
    {
        using Machine.TaskScope scope = As(task);
        group.LimitTo(new PageCount(pages));
        BuryVictims();
        if (group.Usage > new PageCount(pages))
        {
            if (_processes.Things.Any(p => p.Memory.Group is { } of && group.Contains(of)))
            {
                Break(ReclaimInvariants.AllocationsFailOnlyWhenNothingCanGo,
                    $"{group} is above its new limit of {pages}, and a process that could be ended lives");
            }

            group.Max = group.Usage;
        }

        return StepResult.Ok;
    }

    private static StepResult LimitSwap(MemoryGroup group, long pages)
    {
        group.SwapMax = new PageCount(pages);
        return StepResult.Ok;
    }

    private StepResult Balance(int task)
    {
        using Machine.TaskScope scope = As(task);
        long before = _watch.Freed;
        long freed = Machine.BackgroundReclaimer.Balance().Value;
        if (freed != _watch.Freed - before)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees, $"the background reclaimer says {freed}; {_watch.Freed - before} were freed");
        }

        Hit(freed > 0 ? "balanced" : "balanced in vain");
        return StepResult.Ok;
    }

    private StepResult DropCaches(int task)
    {
        using Machine.TaskScope scope = As(task);
        Machine.DropCaches();
        return StepResult.Ok;
    }

    private StepResult SetSwappiness(int swappiness)
    {
        Machine.Swappiness = swappiness;
        return StepResult.Ok;
    }

    private StepResult FlushStatistics()
    {
        Machine.MemoryGroups[0].FlushStatistics();
        return StepResult.Ok;
    }

    private StepResult Drain(long cpu)
    {
        Machine.Batches.Drain((int)cpu);
        return StepResult.Ok;
    }

    private StepResult DrainStocks()
    {
        Machine.MemoryGroups[0].DrainStocks();
        return StepResult.Ok;
    }

    private StepResult SwapOff(int task)
    {
        if (_second is null || _held.Things.Any(static h => h.Way == HeldAnon.Ways.Locked))
        {
            return StepResult.Skipped;
        }

        (ProcessPages Process, int Page)[] unreadable =
        [
            .. _processes.Things.SelectMany(p => Enumerable.Range(0, ProcessPages.Pages).Select(page => (p, page)))
                .Where(p => _contents.ReadsFail || IsUnreadable(p.p, p.page)),
        ];
        using Machine.TaskScope scope = As(task);
        NoteOutOfMemory();
        Errno error = Machine.Swap.SwapOff(_second);
        BuryVictims();
        if (error == Errno.ENOMEM)
        {
            Fails("swapoff");
        }

        foreach ((ProcessPages process, int page) in unreadable)
        {
            bool isLost = process.Memory.EntryAt(process.At(page)) == PageEntryKind.Poisoned;
            process.Contents[page] = isLost ? ProcessPages.Lost : process.Contents[page];
        }

        _second = error == Errno.None ? null : _second;
        Hit(error == Errno.None ? "swapped off" : "not swapped off");
        return error;
    }

    private StepResult SwapOn()
    {
        if (_second is not null)
        {
            return StepResult.Skipped;
        }

        _second = Machine.Swap.SwapOn(SecondAreaSlots, _contents.NewDevice(isDisk: true));
        return StepResult.Ok;
    }

    /// <summary>The disk's interrupt comes while a task runs: some writes are over.</summary>
    private StepResult EndSwapWrites(int task, long writes)
    {
        using Machine.TaskScope scope = As(task);
        foreach (SwapArea area in Machine.Swap.Areas)
        {
            int underWay = area.WritesUnderWay;
            int ended = area.EndWrites((int)writes);
            if (ended != Math.Min(underWay, writes) || area.WritesUnderWay != underWay - ended)
            {
                Break(SwapInvariants.WritesAreTheFoliosUnderWriteback, $"{ended} of {underWay} writes ended, when {writes} were to");
            }

            Hit(ended > 0 ? "swap writes ended" : "no swap write was under way");
        }

        return StepResult.Ok;
    }

    private StepResult SetDevice(string that)
    {
        _contents.WritesFail = that == "fails to write";
        _contents.ReadsFail = that == "fails to read";
        return StepResult.Ok;
    }

    /// <summary>The process runs in another task, and its group, from now on; what it was charged for stays where it is.</summary>
    private StepResult Move(ProcessPages process, int task)
    {
        process.Task = task;
        process.Memory.Group = _tasks[task].Group;
        return StepResult.Ok;
    }

    /// <summary>
    /// Removes the group "passing" and makes a new one of that name. A process that ended there has left page cache and swap behind; one
    /// that moved on still has page tables and pages that are charged there.
    /// </summary>
    private StepResult ReplaceGroup(string visitors)
    {
        MemoryGroup old = _groups[^1];
        if (Machine.MemoryGroups.Count > 10 || old.Id + 1 >= Machine.Options.MemoryGroups)
        {
            return StepResult.Skipped;
        }

        KernelTask visitor = _tasks[1];
        MemoryGroup? home = visitor.Group;
        visitor.Group = old;
        using (Machine.RunAs(visitor))
        {
            LiveIn(visitor);
            if (visitors == "a process that moved on" && Start(1) == StepResult.Ok)
            {
                ProcessPages process = _processes.Things.Last();
                Use(process, 0, 8, write: true);
                process.Memory.Group = home;
            }
        }

        visitor.Group = home;
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
