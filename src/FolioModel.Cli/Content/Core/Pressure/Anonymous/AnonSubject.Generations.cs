using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The commands of user space for the multi-generation LRU.</summary>
internal sealed partial class AnonSubject
{
    private void DefineGenerations()
    {
        if (_options.MultiGeneration)
        {
            Define("age", 2, Task, Group, Size("times", 3), OneOf("how", "at most four", "by force", "by force files alone"), Age);
            Define("evict a generation", 1, Task, Group, Size("pages", 100),
                (task, group, pages) => EvictGeneration(task, _groups[group], pages));
        }
    }

    private StepResult Age(int task, int group, long times, string how)
    {
        StepResult result = StepResult.Ok;
        for (long i = 0; i < times; i++)
        {
            result = Age(task, _groups[group], how);
        }

        return result;
    }

    /// <summary>A new youngest generation; where there are four, the oldest two become one, or the command is refused.</summary>
    private StepResult Age(int task, MemoryGroup group, string how)
    {
        using Machine.TaskScope scope = As(task);
        LruGenerations generations = group.Lru.Generations!;
        bool force = how != "at most four";
        bool mayRefuse = !force && (IsFull(generations, anon: true) || IsFull(generations, anon: false));
        bool merges = IsFull(generations, anon: false) && generations.PagesOf(generations.Oldest(anon: false), anon: false).Value > 0;
        long before = generations.Youngest;
        long oldest = generations.Oldest(anon: false);
        Folio[] old =
        [
            .. group.Lru.Generation(oldest, anon: false).FromTail.Where(f => merges && !f.IsMapped && generations.Contains(f, oldest)),
        ];
        Errno error = Machine.Generations.Age(group, before, how == "by force files alone" ? false : null, force);
        if (error == Errno.None ? generations.Youngest != before + 1 : error != Errno.ERANGE || !mayRefuse)
        {
            Break(LruInvariants.GenerationsAreAWindow,
                $"aging of {group} ends with {error}: its youngest generation was {before} and is {generations.Youngest}");
        }

        if (error == Errno.None && old.FirstOrDefault(f => !generations.Contains(f, oldest + 1)) is { IsNone: false } lost)
        {
            Break(ReclaimInvariants.ReclaimTakesTheTailFirst,
                $"aging of {group} made generations {oldest} and {oldest + 1} one, and {lost} of the older one is in another");
        }

        Hit(error != Errno.None ? "aging was refused" : merges ? "aging made one generation of two" : "aged");
        ForgetUses();
        return error;
    }

    /// <summary>Pages of the oldest generation go, without a run of reclaim: what was used counts as looked at.</summary>
    private StepResult EvictGeneration(int task, MemoryGroup group, long pages)
    {
        using Machine.TaskScope scope = As(task);
        LruGenerations generations = group.Lru.Generations!;
        long oldest = Math.Min(generations.Oldest(anon: true), generations.Oldest(anon: false));
        Errno error = Machine.Generations.Evict(group, oldest, pages: new PageCount(pages));
        bool isTooYoung = oldest + LruGenerations.Fewest > generations.Youngest;
        if (error != Errno.None && !(isTooYoung && error == Errno.EINVAL))
        {
            Break(LruInvariants.GenerationsAreAWindow, $"eviction of generation {oldest} of {group} ends with {error}");
        }

        ForgetUses();
        return error;
    }

    private static bool IsFull(LruGenerations generations, bool anon) => generations.Count(anon) == LruGenerations.Most;

    private void ForgetUses()
    {
        foreach (ProcessPages process in _processes.Things)
        {
            Array.Clear(process.IsYoung);
        }
    }
}
