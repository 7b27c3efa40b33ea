namespace FolioModel.Tests.Memory;

/// <summary>What each allocation flag allows must show in how much of the memory it can get.</summary>
public sealed class AllocationRuleTests
{
    [Test]
    public void AFreshFolioHasOneReferenceAndNothingElse()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        Folio folio = machine.Allocator.AllocateFolio(new Order(2), GfpFlags.Kernel);
        Assert.That(folio.RefCount, Is.EqualTo(1));
        Assert.That(folio.Flags, Is.EqualTo(FolioFlags.Large));
        Assert.That(folio.Mapping, Is.Null);
        Assert.That(folio.Order.Value, Is.EqualTo(2));
        Assert.That(folio.Holders, Has.Length.EqualTo(1));
        Assert.That(folio.Holders[0].Kind, Is.EqualTo(HolderKind.Allocation));
        Assert.That(Enumerable.Range(folio.Frame + 1, 3).Select(p => machine.Map[p].RefCount), Is.All.Zero);
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Flags, Is.EqualTo(FolioFlags.None));
    }

    [TestCase(11)]
    [TestCase(30)]
    public void AnOrderThatDoesNotExistGivesNothingAndChangesNothing(int order)
    {
        Machine machine = new(new MachineOptions { Pages = 2048 });
        Assert.That(machine.Allocator.AllocateFolio(new Order(order), GfpFlags.Kernel | GfpFlags.NoFail).IsNone, Is.True);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(2048));
        Assert.That(machine.Allocator.BackgroundWakeups, Is.Zero);
    }

    [TestCase(GfpFlags.Dma | GfpFlags.Dma32)]
    [TestCase(GfpFlags.Dma | GfpFlags.HighMem)]
    [TestCase(GfpFlags.Dma32 | GfpFlags.HighMem | GfpFlags.Movable)]
    [TestCase(GfpFlags.Movable | GfpFlags.Reclaimable)]
    public void FlagsThatContradictEachOtherAreABug(GfpFlags gfp) => Assert.That(
        () => new Machine().Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | gfp), Throws.InstanceOf<KernelBugException>());

    [TestCase(GfpFlags.Kernel, ZoneKind.Normal)]
    [TestCase(GfpFlags.Kernel | GfpFlags.Movable, ZoneKind.Normal)]
    [TestCase(GfpFlags.HighUser, ZoneKind.Normal)]
    [TestCase(GfpFlags.HighUserMovable, ZoneKind.Movable)]
    [TestCase(GfpFlags.Kernel | GfpFlags.Dma, ZoneKind.Dma)]
    [TestCase(GfpFlags.Kernel | GfpFlags.Dma32, ZoneKind.Dma32)]
    public void ARequestStartsInTheHighestZoneItMayUse(GfpFlags gfp, ZoneKind expected)
    {
        Machine machine = FourZones();
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, gfp);
        Assert.That(machine.Allocator.ZoneOf(folio.Pfn).Kind, Is.EqualTo(expected));
    }

    [Test]
    public void AFullZoneSendsItsRequestsToTheNextLowerOneAndNeverHigher()
    {
        Machine machine = FourZones();
        List<Folio> folios = machine.AllocateAll(0, GfpFlags.Kernel);
        Assert.That(folios.Select(f => machine.Allocator.ZoneOf(f.Pfn).Kind).Distinct(),
            Is.EqualTo(new[] { ZoneKind.Normal, ZoneKind.Dma32, ZoneKind.Dma }));
        Assert.That(machine.Allocator.Zones[3].FreePageCount.Value, Is.EqualTo(1024), "unmovable memory in the movable zone");
    }

    [Test]
    public void AMachineWithoutADmaZoneTakesDmaRequestsFromTheNormalOne() =>
        Assert.That(new Machine().Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.Dma).IsNone, Is.False);

    [TestCase(GfpFlags.HighUser, 100)]
    [TestCase(GfpFlags.NoWait, 100)]
    [TestCase(GfpFlags.Kernel | GfpFlags.High, 50)]
    [TestCase(GfpFlags.Atomic, 38)]
    [TestCase(GfpFlags.Atomic | GfpFlags.NoMemAlloc, 50)]
    [TestCase(GfpFlags.Kernel | GfpFlags.NoRetry, 100)]
    [TestCase(GfpFlags.Kernel | GfpFlags.RetryMayFail, 100)]
    [TestCase(GfpFlags.Kernel | GfpFlags.MemAlloc, 0)]
    [TestCase(GfpFlags.Kernel | GfpFlags.MemAlloc | GfpFlags.NoMemAlloc, 100)]
    public void EachKindOfRequestStopsAtItsOwnShareOfTheReserve(GfpFlags gfp, int left)
    {
        Machine machine = new(new MachineOptions { Pages = 1024, MinFreePages = 100, PerCpuHigh = 0 });
        machine.AllocateAll(0, gfp);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(left));
    }

    [Test]
    public void ATaskThatReclaimsMayUseAllReserves()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, MinFreePages = 100, PerCpuHigh = 0 });
        machine.Current.MemAlloc = true;
        Assert.That(machine.AllocateAll(0, GfpFlags.Kernel), Has.Count.EqualTo(1024));
    }

    [TestCase(16, 15)]
    [TestCase(64, 60)]
    [TestCase(1024, 960)]
    public void EvenATinyMachineHandsOutMostOfItsPages(int pages, int expected)
    {
        Machine machine = new(new MachineOptions { Pages = pages, Cpus = 4 });
        Assert.That(machine.AllocateAll(0, GfpFlags.HighUser), Has.Count.EqualTo(expected));
    }

    [Test]
    public void PagesOnAnotherCpusListsAreFoundBeforeARequestFails()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Cpus = 2, MinFreePages = 0 });
        List<Folio> folios = machine.AllocateAll(0, GfpFlags.Kernel);
        folios[0].Put();
        using (machine.RunAs(machine.CreateTask("other", 1)))
        {
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.NoWait).IsNone, Is.True,
                "nobody drains for a request that may not reclaim");
            Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.False);
        }
    }

    [Test]
    public void BelowTheLowMarkTheBackgroundReclaimerIsWokenByThoseWhoMay()
    {
        Machine machine = new(new MachineOptions { Pages = 1024, MinFreePages = 100, PerCpuHigh = 0 });
        while (machine.Allocator.FreePageCount.Value > machine.Zone().Watermarks.Low)
        {
            machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        }

        Assert.That(machine.Allocator.BackgroundWakeups, Is.Zero, "too early");
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel & ~GfpFlags.KswapdReclaim);
        Assert.That(machine.Allocator.BackgroundWakeups, Is.Zero, "without the flag");
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.NoWait);
        Assert.That(machine.Allocator.BackgroundWakeups, Is.EqualTo(1));
    }

    [Test]
    public void AnInjectedFailureFailsUnlessTheRequestMustNot()
    {
        Machine machine = new(new MachineOptions { Pages = 64, AllocationFaults = new FailEverything() });
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).IsNone, Is.True);
        Assert.That(machine.Allocator.AllocatePages(Order.Zero, GfpFlags.Kernel), Is.Null);
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.NoFail).IsNone, Is.False);
    }

    [Test]
    public void ARequestThatMayReclaimUnderASpinLockIsABug()
    {
        Machine machine = new(new MachineOptions { Pages = 64, LockChecking = true });
        machine.Lru.Lock.Acquire();
        Assert.That(machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.NoWait).IsNone, Is.False);
        Assert.That(() => machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel), Throws.InstanceOf<KernelBugException>());
    }

    [Test]
    public void TheDescriptionShowsEveryBlock()
    {
        Machine machine = TestMachines.Bare(16);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        machine.Allocator.AllocatePages(new Order(1), GfpFlags.HighUserMovable);
        Assert.That(machine.Allocator.Describe(), Does.Contain("0x00000 Movable: A0x2 R1 F2 F3"));
    }

    private static Machine FourZones() => new(new MachineOptions
    {
        Pages = 4096,
        MinFreePages = 0,
        PerCpuHigh = 0,
        Zones = [new(ZoneKind.Dma, 1024), new(ZoneKind.Dma32, 1024), new(ZoneKind.Normal, 1024), new(ZoneKind.Movable, 1024)],
    });

    private sealed class FailEverything : IAllocationFaults
    {
        public bool FailsPages(Order order, GfpFlags gfp) => true;
    }
}
