using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core.Pressure;

internal partial class PressureSubject
{
    private void DefineReclaim()
    {
        Define("reclaim", 4, Task, Group, Size("pages", 200), Reclaim);
        Define("limit", 1, Task, Group, Number("pages", 250, from: 30), Limit);
        Define("throttle", 1, Task, Number("pages", 250, from: 30), Throttle);
        Define("return to user", 2, Task, ReturnToUser);
        Define("balance", 3, Task, Balance);
        Define("drop caches", 1, Task, DropCaches);
        Define("flush statistics", 2, () =>
        {
            Machine.MemoryGroups[0].FlushStatistics();
            return CheckFlushed();
        });
        Define("drain", 2, Number("CPU", 2), cpu =>
        {
            Machine.Batches.Drain((int)cpu);
            return StepResult.Ok;
        });
        Define("drain stocks", 1, () =>
        {
            Machine.MemoryGroups[0].DrainStocks();
            return StepResult.Ok;
        });
        Define("truncate", 1, Task, File, Page, Truncate);
    }

    private void DefinePolicies()
    {
        string[] names = ["kernel", "fifo", "lru", "mru", "clock", "lfu", "s3fifo", "lhd", "get-scan"];
        Define("policy", 2, Group, OneOf("policy", names), (group, name) =>
        {
            group.Policy = NewPolicy(name);
            return StepResult.Ok;
        });
    }

    private static IReclaimPolicy? NewPolicy(string name) => name switch
    {
        "fifo" => new FifoPolicy(),
        "lru" => new LruPolicy(),
        "mru" => new MruPolicy(),
        "clock" => new ClockPolicy(),
        "lfu" => new LfuPolicy(),
        "s3fifo" => new S3FifoPolicy(ghosts: 64),
        "lhd" => new LhdPolicy(),
        "get-scan" => new GetScanPolicy(static task => task.Id % 2 == 0),
        _ => null,
    };

    private StepResult Reclaim(int task, MemoryGroup group, long pages)
    {
        using Machine.TaskScope scope = As(task);
        long freedBefore = _watch.Freed;
        long usageBefore = group.Usage.Value;
        long freed = group.Reclaim(new PageCount(pages)).Value;
        Compare($"reclaim of {group}", freed, _watch.Freed - freedBefore);
        if (usageBefore - group.Usage.Value < freed)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees,
                $"{freed} pages of {group} were freed, and its usage went from {usageBefore} to {group.Usage.Value}");
        }

        Hit(freed >= pages ? "reclaimed what was asked for" : "reclaimed less");
        return StepResult.Ok;
    }

    private StepResult Limit(int task, MemoryGroup group, long pages)
    {
        if (group == _groups[2])
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        group.LimitTo(new PageCount(pages));
        if (group.Usage > new PageCount(pages))
        {
            CheckFailure(group);
            group.Max = group.Usage;
        }

        return StepResult.Ok;
    }

    private StepResult Throttle(int task, long pages)
    {
        using Machine.TaskScope scope = As(task);
        _groups[2].ThrottleAbove(new PageCount(pages));
        return StepResult.Ok;
    }

    private StepResult ReturnToUser(int task)
    {
        using Machine.TaskScope scope = As(task);
        long highs = _groups[2].Events.High;
        long freed = _watch.Freed;
        bool hasUnused = CountEvictable(_groups[2], unused: true) > 0;
        Machine.ReturnToUser();
        if (_groups[2].Events.High > highs)
        {
            Hit("reclaimed on the way out");

            // One pass deactivates what was used and frees it in the next; the kernel makes further ones only together with its pauses.
            if (_watch.Freed == freed && hasUnused)
            {
                Break(ReclaimInvariants.AllocationsFailOnlyWhenNothingCanGo,
                    $"{_groups[2]} is above its high limit, and nothing was freed");
            }
        }

        return StepResult.Ok;
    }

    private StepResult Balance(int task)
    {
        using Machine.TaskScope scope = As(task);
        long freedBefore = _watch.Freed;
        long background = Machine.Statistics.ReclaimedKswapd;
        bool wasAwake = Machine.BackgroundReclaimer.IsAwake;
        long freed = Machine.BackgroundReclaimer.Balance().Value;
        Compare("the background reclaimer", freed, _watch.Freed - freedBefore);
        Compare("pgsteal_kswapd", Machine.Statistics.ReclaimedKswapd - background, freed);
        if (Machine.BackgroundReclaimer.IsAwake || Machine.Current.MemAlloc)
        {
            Break(ReclaimInvariants.ReclaimReturnsWhatItPutBack,
                "the background reclaimer is awake, or its rights remain, after it has run");
        }

        Hit(wasAwake ? "balanced after a wake-up" : "balanced for nothing");
        return StepResult.Ok;
    }

    private StepResult DropCaches(int task)
    {
        using Machine.TaskScope scope = As(task);
        Machine.DropCaches();
        foreach (AddressSpace file in _files)
        {
            foreach ((_, _, CacheEntry entry) in file.Pages.Entries())
            {
                Folio folio = entry.Folio;
                if (entry.IsFolio && folio.RefCount == 1 && (folio.Flags & Busy) == 0)
                {
                    Break(ReclaimInvariants.AllocationsFailOnlyWhenNothingCanGo, $"{folio} is used by nobody, and was not dropped");
                }
            }
        }

        return StepResult.Ok;
    }

    private StepResult Truncate(int task, AddressSpace file, long page)
    {
        if (_held.Things.Any(h => h.Folio.Mapping == file) || _writebacks.Things.Any(f => f.Mapping == file))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        file.Truncate(new ByteOffset(page << PageSize.Shift), ByteOffset.ToEnd);
        _dirty.RemoveWhere(d => d.File == file && d.Page >= (ulong)page);
        return StepResult.Ok;
    }

    private StepResult CheckFlushed()
    {
        MemoryGroup outer = _groups[0];
        long sum = outer.Own(GroupCounter.File) + _groups[1].Own(GroupCounter.File);
        if (outer.Flushed(GroupCounter.File) != sum)
        {
            Break(ChargeInvariants.CachedPagesOfAGroupAreTheSum,
                $"after a flush {outer} counts {outer.Flushed(GroupCounter.File)} cached pages with those below; there are {sum}");
        }

        return StepResult.Ok;
    }

    private void CheckLimits()
    {
        foreach (MemoryGroup group in _groups)
        {
            if (group.Max is { } max && group.Usage > max)
            {
                Break(ChargeInvariants.UsageIsTheSumOfTheCharges, $"{group} uses {group.Usage}, more than its limit");
            }
        }
    }

    private void Compare(string what, long said, long seen)
    {
        if (said != seen)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees, $"{what} says {said} pages, {seen} were freed");
        }
    }
}
