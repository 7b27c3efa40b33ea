using FolioModel.Cli.Modules;
using FolioModel.Files;
using FolioModel.Groups;
using FolioModel.Shmem;
using FolioModel.Testing;

namespace FolioModel.Tests.Observation;

/// <summary>No counter is only there to be 0: random programs and a few lines of shmem under pressure move each of them.</summary>
[TestFixture]
internal sealed class CounterTests
{
    private static readonly string[] s_subjects =
        ["core", "core-small", "reclaim", "reclaim-mglru", "shmem", "shmem-huge", "shmem-full"];

    private static readonly Lazy<HashSet<string>> s_moved = new(RunAll);

    [Test]
    public void EveryCounterOfTheNodeMoves()
    {
        IEnumerable<string> all = typeof(NodeStatistics).GetProperties()
            .Where(static p => p.PropertyType == typeof(long)).Select(static p => p.Name);
        Assert.That(all.Except(s_moved.Value), Is.Empty, "these stay 0 whatever is done");
    }

    [Test]
    public void EveryCounterOfAGroupMoves()
    {
        string[] unmoved = [.. Enum.GetNames<GroupCounter>().Select(static n => $"group {n}").Except(s_moved.Value)];

        // No refault of these runs' shmem is recent enough to be activated.
        string[] known = ["group WorkingsetActivateAnon", "group WorkingsetRestoreAnon"];
        Assert.That(unmoved.Except(known), Is.Empty, "these stay 0 whatever is done");
    }

    /// <summary>The counters that some run moves; a group's have "group" before their name.</summary>
    private static HashSet<string> RunAll()
    {
        HashSet<string> moved = [];
        foreach (string name in s_subjects)
        {
            Campaign.Run(() => Watched(ModuleSet.BuiltIn.Subject(name)!(), moved),
                new CampaignOptions { Operations = 2000, ProgramLength = 250, Seed = 7 });
        }

        SwapUnderPressure(moved);
        UnevenUse(moved);
        LazyFreeing(moved);
        SparseReading(moved);
        UnevenReading(moved);
        WantedAgain(moved);
        MappedReading(moved);
        return moved;
    }

    private static Subject Watched(Subject subject, HashSet<string> moved)
    {
        Machine machine = ((MachineSubject)subject).Machine;
        machine.Observer = new CounterWatch(moved);
        return subject;
    }

    /// <summary>Some pages of a file are used more often than others, so that they come back into the working set.</summary>
    private static void UnevenReading(HashSet<string> moved)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1 });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        machine.Observer = new CounterWatch(moved);
        group.Max = new PageCount(300);
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "uneven", Size = 450L << PageSize.Shift, MaxOrder = Order.Zero });
        uint state = 1;
        for (int use = 0; use < 8000; use++)
        {
            state = (state * 1664525) + 1013904223;
            PageIndex page = new(Math.Min((state >> 8) % 450, (state >> 17) % 450));
            FolioResult found = file.Pages.GetFolio(page);
            Folio folio = found.IsOk ? found.Folio : file.Pages.GrabFolio(page).Folio;
            if (found.IsOk)
            {
                folio.MarkAccessed();
            }
            else
            {
                folio.Unlock();
            }

            folio.Put();
            group.FlushStatistics();
        }
    }

    /// <summary>Each page lies in a tree node of its own, of which shadows alone remain.</summary>
    private static void SparseReading(HashSet<string> moved)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1 });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        machine.Observer = new CounterWatch(moved);
        group.Max = new PageCount(128);
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "sparse", Size = 1L << 40, MaxOrder = Order.Zero });
        for (ulong page = 0; page < 1200; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex(page * 64)).Folio;
            folio.Unlock();
            folio.Put();
        }
    }

    private static void SwapUnderPressure(HashSet<string> moved)
    {
        foreach (bool inGroup in new[] { false, true })
        {
            Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, MemoryGroups = 1, Ledger = true });
            MemoryGroup group = machine.CreateGroup("group");
            machine.Current.Group = inGroup ? group : null;
            machine.Observer = new CounterWatch(moved);
            machine.Swap.SwapOn(4096);
            machine.HasSwap = true;
            ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions { Name = "shmem", Size = 2000L << PageSize.Shift });
            group.Max = inGroup ? new PageCount(300) : null;
            for (int round = 0; round < 2; round++)
            {
                for (long page = 0; page < 1200; page++)
                {
                    file.Write(page << PageSize.Shift, PageSize.Bytes);
                    machine.BackgroundReclaimer.Balance();
                    group.FlushStatistics();
                }
            }
        }
    }

    /// <summary>Reads of which most go to few pages, a little more than the group may hold.</summary>
    private static void UnevenUse(HashSet<string> moved)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1, Ledger = true });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        group.Max = new PageCount(300);
        machine.Observer = new CounterWatch(moved);
        machine.Swap.SwapOn(4096);
        machine.HasSwap = true;
        ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions { Name = "shmem", Size = 600L << PageSize.Shift });
        uint state = 1;
        for (int use = 0; use < 8000; use++)
        {
            state = (state * 1664525) + 1013904223;
            uint page = Math.Min((state >> 8) % 450, (state >> 17) % 450);
            file.Write((long)page << PageSize.Shift, PageSize.Bytes);
            if (file.Mapping.Pages.Peek(new PageIndex(page)) is { IsFolio: true } entry)
            {
                entry.Folio.MarkAccessed();
            }

            group.FlushStatistics();
        }

        AddressSpace large = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = Order.Pmd, Size = 1 << 24 });
        AddressSpace unevictable = machine.CreateAddressSpace(new AddressSpaceOptions { Unevictable = true, Size = 1 << 20 });
        machine.Current.Group = null;
        large.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, large.GfpMask, Order.Pmd).Folio.Unlock();
        machine.Current.Group = group;
        group.Max = null;
        unevictable.Pages.GrabFolio(PageIndex.Zero).Folio.Unlock();
        machine.Batches.DrainAll();
        unevictable.Pages.GrabFolio(new PageIndex(1)).Folio.Unlock();
    }

    /// <summary>A page was active, goes because many others are used too, and is wanted again at once.</summary>
    private static void WantedAgain(HashSet<string> moved)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1, Ledger = true });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        group.Max = new PageCount(300);
        machine.Observer = new CounterWatch(moved);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "file", MaxOrder = Order.Zero, Size = 1 << 24 });
        Use(PageIndex.Zero);
        for (ulong page = 1; file.Pages.Peek(PageIndex.Zero).IsFolio; page++)
        {
            Use(new PageIndex(page));
            group.FlushStatistics();
        }

        Use(PageIndex.Zero);

        void Use(PageIndex page)
        {
            Folio folio = file.Pages.GrabFolio(page).Folio;
            machine.Batches.DrainAll();
            folio.MarkAccessed();
            folio.MarkAccessed();
            folio.Unlock();
            folio.Put();
        }
    }

    /// <summary>Anonymous memory of a group that a process gives up, and reclaim frees.</summary>
    private static void LazyFreeing(HashSet<string> moved)
    {
        const int Pages = 8;
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1, Ledger = true });
        machine.Current.Group = machine.CreateGroup("group");
        machine.Observer = new CounterWatch(moved);
        machine.Swap.SwapOn(1024);
        ProcessMemory process = machine.CreateProcess("test");
        MappedArea area = process.MapAnonymous(Pages);
        for (int page = 0; page < Pages; page++)
        {
            process.Touch(area.First + page, write: true);
        }

        process.FreeLazily(area.First, Pages);
        machine.Batches.DrainAll();
        process.PageOut(area.First, Pages / 2);
        process.Touch(area.First, write: true);
    }

    /// <summary>A process of a group touches a file that has to be read.</summary>
    private static void MappedReading(HashSet<string> moved)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1, MemoryGroups = 1, Ledger = true });
        machine.Current.Group = machine.CreateGroup("group");
        machine.Observer = new CounterWatch(moved);
        RegularFile file = new FileSystem(machine).CreateFile("data", size: 1 << 20);
        MappedArea area = machine.CreateProcess("test").Map(file.Mapping, PageIndex.Zero, 256, MapOptions.Shared | MapOptions.Writable);
        for (int page = 0; page < 256; page++)
        {
            area.Process.Touch(area.First + page, write: true);
        }

        file.FileSystem.Sync();
    }

    /// <summary>Notes at each event which counters are not 0.</summary>
    private sealed class CounterWatch(HashSet<string> moved) : IMachineObserver
    {
        private static readonly (string Name, Func<NodeStatistics, long> Read)[] s_counters =
            [.. typeof(NodeStatistics).GetProperties().Where(static p => p.PropertyType == typeof(long))
                .Select(static p => (p.Name, p.GetMethod!.CreateDelegate<Func<NodeStatistics, long>>()))];

        private static readonly (string Name, GroupCounter Counter)[] s_groupCounters =
            [.. Enum.GetValues<GroupCounter>().Select(static c => ($"group {c}", c))];

        private readonly List<(string Name, Func<NodeStatistics, long> Read)> _still = [.. s_counters];
        private readonly List<(string Name, GroupCounter Counter)> _stillOfGroups = [.. s_groupCounters];

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            for (int i = _still.Count - 1; i >= 0; i--)
            {
                if (_still[i].Read(machine.Statistics) != 0)
                {
                    moved.Add(_still[i].Name);
                    _still.RemoveAt(i);
                }
            }

            foreach (MemoryGroup group in machine.MemoryGroups)
            {
                for (int i = _stillOfGroups.Count - 1; i >= 0; i--)
                {
                    if (group.Own(_stillOfGroups[i].Counter) != 0)
                    {
                        moved.Add(_stillOfGroups[i].Name);
                        _stillOfGroups.RemoveAt(i);
                    }
                }
            }
        }
    }
}
