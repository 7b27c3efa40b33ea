using System.Collections.Immutable;
using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The ways to ask for reclaim, and what changes groups and swap.</summary>
internal sealed partial class AnonSubject
{
    private void DefineReclaim()
    {
        Define("reclaim", 4, Task, Group, Size("pages", 150), Reclaim);
        Define("limit", 1, Task, Group, Number("pages", 150, from: 40), Limit);
        Define("limit swap", 1, Group, Number("pages", 150), LimitSwap);
        Define("balance", 2, Task, Balance);
        Define("drop caches", 1, Task, DropCaches);
        Define("swappiness", 1, OneOf("swappiness", 60, 0, 1, 100, 200), SetSwappiness);
        Define("flush statistics", 3, FlushStatistics);
        Define("drain", 2, Number("CPU", 2), Drain);
        Define("drain stocks", 1, DrainStocks);
        Define("swap off", 1, Task, SwapOff);
        Define("swap on", 1, SwapOn);
        Define("device", 1, OneOf("that", "works", "fails to write", "fails to read"), SetDevice);
        Define("evict", 2, Process, Page, Size("pages", 32), Evict);
        DefineGroups();
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

    /// <summary>
    /// Evicts what a process maps in a range, used or not and shared or not, as a monitor does that knows it to be cold.
    /// </summary>
    private StepResult Evict(ProcessPages process, long first, long pages)
    {
        using Machine.TaskScope scope = As(process.Task);
        for (int page = (int)first; page < EndOf(first, pages); page++)
        {
            Folio folio = process.Memory.FolioAt(process.At(page));
            if (folio.IsNone)
            {
                continue;
            }

            folio.Get();
            bool isolated = folio.Isolate();
            folio.Put();
            Hit(isolated && folio.Reclaim() > 0 ? "evicted" : "not evicted");
        }

        foreach (ProcessPages user in _processes.Things)
        {
            for (int page = 0; page < ProcessPages.Pages; page++)
            {
                user.IsYoung[page] &= user.Memory.EntryAt(user.At(page)) == PageEntryKind.Mapped;
            }
        }

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

        _second = Machine.Swap.SwapOn(SecondAreaSlots, _contents.NewDevice(!_options.IsSynchronous));
        return StepResult.Ok;
    }

    private StepResult SetDevice(string that)
    {
        _contents.WritesFail = that == "fails to write";
        _contents.ReadsFail = that == "fails to read";
        return StepResult.Ok;
    }
}
