namespace FolioModel.Props.Memory;

/// <summary>Runs a program on a machine and beside it on the plainest model there is: who owns which page.</summary>
internal sealed class AllocationRun
{
    private readonly Machine _machine;
    private readonly KernelTask[] _tasks;
    private readonly List<(Pfn Pfn, int Order)> _held = [];
    private readonly HashSet<int> _owned = [];

    private AllocationRun(AllocationProgram program)
    {
        _machine = new Machine(program.Options);
        _tasks = [_machine.Boot, _machine.CreateTask("other", 1)];
    }

    internal static bool Run(AllocationProgram program)
    {
        AllocationRun run = new(program);
        foreach (AllocationStep step in program.Steps)
        {
            run.Execute(step);
            run.CheckBooks();
        }

        run.GiveEverythingBack();
        return true;
    }

    private void Execute(AllocationStep step)
    {
        switch (step)
        {
            case AllocationStep.Take take:
                using (_machine.RunAs(_tasks[take.Cpu]))
                {
                    Take(take);
                }

                break;
            case AllocationStep.Give give when _held.Count > 0:
                using (_machine.RunAs(_tasks[give.Cpu]))
                {
                    Give(give.Which % _held.Count);
                }

                break;
            case AllocationStep.PutOnLru lru when _held.Count > 0:
                PutOnLru(lru.Which % _held.Count);
                break;
            case AllocationStep.GiveHeld give when _held.Count > 0:
                GiveHeld(give.Which % _held.Count);
                break;
            case AllocationStep.Drain drain:
                _machine.Allocator.DrainPages(drain.Cpu);
                break;
            case AllocationStep.Retype retype when retype.Pageblock << 9 < _machine.Options.Pages:
                Retype(new Pfn(retype.Pageblock << 9), retype.Type);
                break;
        }
    }

    private void Take(AllocationStep.Take take)
    {
        long free = PagesNotHeld();
        if (_machine.Allocator.AllocatePages(new Order(take.Order), take.Gfp) is not { } pfn)
        {
            Assert.That(PagesNotHeld(), Is.EqualTo(free), "a failure cost pages");
            return;
        }

        Assert.That(pfn.Value % (1 << take.Order), Is.Zero, "the block is not aligned");
        for (int page = pfn.Value; page < pfn.Value + (1 << take.Order); page++)
        {
            Assert.That(_owned.Add(page), Is.True, $"page 0x{page:x} was handed out twice");
            Assert.That(_machine.Map[page].RefCount, Is.EqualTo(page == pfn.Value ? 1 : 0));
        }

        _held.Add((pfn, take.Order));
    }

    private void Give(int which)
    {
        (Pfn pfn, int order) = Forget(which);
        _machine.Map[pfn.Value].Flags &= ~FolioFlags.Lru;
        _machine.Allocator.FreePages(pfn, new Order(order));
    }

    private void GiveHeld(int which)
    {
        (Pfn pfn, int order) = Forget(which);
        _machine.Map[pfn.Value].Flags &= ~FolioFlags.Lru;
        bool raw = _machine.StateOf(pfn) == PageState.AllocatedRaw;
        _machine.Allocator.GetPage(pfn);
        _machine.Allocator.FreePages(pfn, new Order(order));
        int left = raw ? 0 : order;
        _owned.UnionWith(Enumerable.Range(pfn.Value, 1 << left));
        _held.Add((pfn, left));
    }

    private (Pfn Pfn, int Order) Forget(int which)
    {
        (Pfn pfn, int order) = _held[which];
        _held[which] = _held[^1];
        _held.RemoveAt(_held.Count - 1);
        _owned.ExceptWith(Enumerable.Range(pfn.Value, 1 << order));
        return (pfn, order);
    }

    private void PutOnLru(int which)
    {
        (Pfn pfn, _) = _held[which];
        if (_machine.StateOf(pfn) == PageState.Allocated)
        {
            _machine.Map[pfn.Value].Flags |= FolioFlags.Lru;
        }
    }

    private void Retype(Pfn pfn, MigrateType type) => _machine.Allocator.ZoneOf(pfn).Buddy.Retype(pfn.Value, type);

    private void CheckBooks()
    {
        Assert.That(_machine.Allocator.Violations(), Is.Empty);
        Assert.That(PagesNotHeld() + _owned.Count, Is.EqualTo(_machine.Options.Pages), "free and owned pages are not all there are");
    }

    /// <summary>Pages on any list, those of isolated pageblocks included, which do not count as free.</summary>
    private long PagesNotHeld() => _machine.Allocator.Zones.Sum(PagesFree) + _machine.Allocator.PerCpuPageCount.Value;

    private void GiveEverythingBack()
    {
        while (_held.Count > 0)
        {
            Give(_held.Count - 1);
        }

        _machine.Allocator.DrainAllPages();
        CheckBooks();
        Assert.That(_machine.Allocator.PerCpuPageCount.Value, Is.Zero);
        Assert.That(_machine.Allocator.Zones.Sum(PagesFree), Is.EqualTo(_machine.Options.Pages), "pages were lost");
    }

    private static long PagesFree(Zone zone) => Enumerable.Range(0, 11).Sum(o => (long)zone.FreeBlocks(new Order(o)) << o);
}
