using FolioModel.Allocation;
using FolioModel.Reclaim;
using FolioModel.Tests.Memory;

namespace FolioModel.Tests.Reclaim;

/// <summary>An allocation fails only when neither reclaim nor the end of a process can help it.</summary>
[TestFixture]
public sealed class DirectReclaimTests
{
    private const int Mebibyte = 256;

    [Test]
    public void AMachineOf256MebibytesReadsAFileOf500([Values] bool multiGeneration, [Values] BackgroundReclaim background)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 256 * Mebibyte,
            BackgroundReclaim = background,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        AddressSpace file = NewFile(machine, 500 * Mebibyte);
        Read(file, 0, 500 * Mebibyte);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Pages.Count.Value, Is.GreaterThan(250 * Mebibyte), "nearly all of the memory holds the file");
            Assert.That(file.Pages.Peek(new PageIndex((500 * Mebibyte) - 1)).IsFolio, Is.True);
            Assert.That(file.Pages.Peek(PageIndex.Zero).IsValue, Is.True, "a shadow is where the first page was");
            Assert.That(machine.Statistics.ReclaimedFile, Is.GreaterThan(243 * Mebibyte));
            Assert.That(machine.Statistics.ReclaimedKswapd > 0, Is.EqualTo(background == BackgroundReclaim.AtOnce));
            Assert.That(machine.Statistics.ReclaimedDirect > 0, Is.EqualTo(background == BackgroundReclaim.ByEmbedder));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void EveryReferenceThatReclaimTakesHasAHolder([Values] bool multiGeneration)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 512,
            Ledger = true,
            LockChecking = true,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        HolderWatch watch = new();
        machine.ReclaimObserver = watch;
        Read(NewFile(machine, 2000), 0, 2000);
        Assert.That(watch.Judged, Is.GreaterThan(1000));
        Assert.That(watch.Functions, Has.None.Contains("program of"), "each happens in some kernel function");
        Assert.That(watch.Unnamed, Is.Empty);
        Assert.That(machine.Validate(), Is.Empty);
    }

    [Test]
    public void WithoutReclaimAnAllocationFailsBesideUnusedPages()
    {
        Machine machine = new(new MachineOptions { Pages = 512, DirectReclaim = false });
        AddressSpace file = NewFile(machine, 600);
        Assert.That(() => Read(file, 0, 600), Throws.InstanceOf<AssertionException>().With.Message.Contains("ENOMEM"));
    }

    [Test]
    public void AnAllocationThatMayNotSleepUsesTheReserveAndThenFails()
    {
        Machine machine = new(new MachineOptions { Pages = 512, Cpus = 1, PerCpuHigh = 0 });
        Read(NewFile(machine, 600), 0, 600);
        int atomic = machine.AllocateAll(0, GfpFlags.Atomic).Count;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(atomic, Is.GreaterThan(0), "part of the reserve is for those that cannot wait");
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.NoWait).IsNone, Is.True, "nobody reclaims for it");
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.False, "a sleeper reclaims first");
        }
    }

    [Test]
    public void PinnedDirtyAndLockedFoliosSurviveAndTheRestServes()
    {
        Machine machine = new(new MachineOptions { Pages = 512, Cpus = 1, Ledger = true });
        AddressSpace file = NewFile(machine, 4000);
        Folio held = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        Folio pinned = file.Pages.GrabFolio(new PageIndex(1)).Folio;
        held.MarkUptodate();
        pinned.MarkUptodate();
        pinned.Unlock();
        Read(file, 10, 3000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Pages.Peek(PageIndex.Zero).Folio, Is.EqualTo(held));
            Assert.That(file.Pages.Peek(new PageIndex(1)).Folio, Is.EqualTo(pinned));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void TheBackgroundReclaimerBalancesToTheHighWatermark([Values] bool multiGeneration)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 4096,
            Cpus = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        AddressSpace file = NewFile(machine, 5000);
        int page = 0;
        while (!machine.BackgroundReclaimer.IsAwake)
        {
            Read(file, page++, 1);
        }

        Zone zone = machine.Allocator.Zones[0];
        Assert.That(zone.FreePageCount.Value, Is.LessThanOrEqualTo(zone.Watermarks.Low + zone.PerCpuPageCount.Value + 64));
        machine.Batches.DrainAll();
        using (machine.RunAs(machine.BackgroundReclaimer.Task))
        {
            Assert.That(machine.BackgroundReclaimer.Balance().Value, Is.GreaterThan(0));
        }

        machine.Allocator.DrainAllPages();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(zone.FreePageCount.Value, Is.GreaterThan(zone.Watermarks.High));
            Assert.That(machine.BackgroundReclaimer.IsAwake, Is.False);
            Assert.That(machine.Statistics.ReclaimedKswapd, Is.GreaterThan(0));
            Assert.That(machine.Statistics.AllocationStalls, Is.Zero);
        }
    }

    [Test]
    public void AsATaskTheBackgroundReclaimerSleepsUntilItIsWoken()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1 });
        AddressSpace file = NewFile(machine, 8000);
        BackgroundReclaimer reclaimer = machine.BackgroundReclaimer;
        TaskRun run = machine.Begin(reclaimer.Task, () => reclaimer.RunAsync());
        while (run.CanGoOn)
        {
            run.Resume();
        }

        Assert.That(run.WaitsFor, Does.Contain("needs memory"));
        for (int page = 0; page < 8000; page++)
        {
            Read(file, page, 1);
            while (run.CanGoOn)
            {
                run.Resume();
            }
        }

        reclaimer.Stop();
        while (run.CanGoOn)
        {
            run.Resume();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.IsOver, Is.True);
            Assert.That(machine.Statistics.ReclaimedKswapd, Is.GreaterThan(3000));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void SixteenRunsInVainLeaveTheNodeToDirectReclaimUntilThatSucceeds()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, PerCpuHigh = 0 });
        List<Folio> held = [.. machine.AllocateAll(0, GfpFlags.Kernel)];
        for (int run = 0; run < 20 && machine.BackgroundReclaimer.IsAwake; run++)
        {
            Assert.That(machine.BackgroundReclaimer.Balance().Value, Is.Zero);
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.True);
        }

        Assert.That(machine.BackgroundReclaimer.Failures, Is.EqualTo(16));
        Assert.That(machine.BackgroundReclaimer.IsAwake, Is.False);
        foreach (Folio folio in held)
        {
            folio.Put();
        }

        Read(NewFile(machine, 3000), 0, 3000);
        Assert.That(machine.BackgroundReclaimer.Failures, Is.Zero, "direct reclaim freed something");
    }

    [Test]
    public void OnlyZonesThatHelpAreReclaimed([Values] bool multiGeneration)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 4096,
            Cpus = 1,
            PerCpuHigh = 0,
            Zones = [new ZoneOptions(ZoneKind.Dma32, 2048), new ZoneOptions(ZoneKind.Normal, 2048)],
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        AddressSpace file = NewFile(machine, 9000);
        Read(file, 0, 6000);
        Zone normal = machine.Allocator.Zones[1];
        long normalBefore = normal.FreePageCount.Value;
        List<Folio> low = [];
        for (int i = 0; i < 300; i++)
        {
            low.Add(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.Dma32));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(low, Has.None.Matches<Folio>(static f => f.IsNone));
            Assert.That(normal.FreePageCount.Value, Is.EqualTo(normalBefore), "a page of the normal zone helps nobody here");
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void DroppingCachesFreesWhatNobodyUses()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        AddressSpace file = NewFile(machine, 200);
        Read(file, 0, 100);
        Folio used = file.Pages.GetFolio(new PageIndex(7)).Folio;
        Assert.That(machine.DropCaches().Value, Is.EqualTo(99));
        Assert.That(file.Pages.Count.Value, Is.EqualTo(1));
        used.Put();
    }

    private static AddressSpace NewFile(Machine machine, int pages) => machine.CreateAddressSpace(
        new AddressSpaceOptions { Name = "file", Size = (long)pages << PageSize.Shift, MaxOrder = Order.Zero });

    private static void Read(AddressSpace file, int first, int pages)
    {
        for (int page = first; page < first + pages; page++)
        {
            FolioResult result = file.Pages.GrabFolio(new PageIndex((ulong)page));
            if (result.Error != Errno.None)
            {
                Assert.Fail($"page {page}: {result.Error}");
            }

            result.Folio.MarkUptodate();
            result.Folio.Unlock();
            result.Folio.Put();
        }
    }

    private sealed class HolderWatch : IReclaimObserver
    {
        public int Judged { get; private set; }

        public HashSet<string> Functions { get; } = [];

        public List<string> Unnamed { get; } = [];

        void IReclaimObserver.Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
        {
            Judged++;
            Functions.Add(folio.Machine.Current.Caller);

            // A freed folio is frozen: its count is 0, and the holders are those whose references were taken away together.
            bool named = verdict == FolioVerdict.Reclaimed
                ? folio.Holders.Select(static h => h.Kind).SequenceEqual([HolderKind.PageCache, HolderKind.Isolation])
                : folio.Holders.Sum(static h => h.Count) == folio.RefCount;
            if (!named)
            {
                Unnamed.Add(folio.Describe());
            }
        }
    }
}
