namespace FolioModel.Tests.Memory;

/// <summary>
/// Migrate types must borrow in the kernel's order, take over pageblocks from half on, and never touch the reserved types.
/// </summary>
public sealed class FallbackTests
{
    private const AllocationFlags NoFlags = AllocationFlags.WatermarkMin;
    private const int Pageblock = BuddyAllocator.PageblockPages;

    [Test]
    public void AnUnmovableRequestTakesOverAWholeFreePageblock()
    {
        Machine machine = TestMachines.Bare(2048);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(MigrateType.Unmovable));
        Assert.That(machine.Zone().TypeOf(new Pfn(Pageblock)), Is.EqualTo(MigrateType.Unmovable),
            "the block of order 10 has two pageblocks");
        Assert.That(machine.Zone().TypeOf(new Pfn(2 * Pageblock)), Is.EqualTo(MigrateType.Movable));
        machine.AssertSound();
    }

    [TestCase(MigrateType.Unmovable, MigrateType.Reclaimable)]
    [TestCase(MigrateType.Movable, MigrateType.Reclaimable)]
    [TestCase(MigrateType.Reclaimable, MigrateType.Unmovable)]
    public void TheFirstLenderInTheTableIsAskedFirst(MigrateType wanted, MigrateType expected)
    {
        Machine machine = TestMachines.Bare(6 * Pageblock);
        MigrateType[] types = [MigrateType.Unmovable, MigrateType.Movable, MigrateType.Reclaimable];
        foreach (MigrateType type in types)
        {
            // A pageblock that does not merge keeps the three apart.
            machine.Buddy().Retype((2 * (int)type * Pageblock) + Pageblock, MigrateType.HighAtomic);
            machine.Buddy().Retype(2 * (int)type * Pageblock, type);
        }

        machine.Buddy().TakeSmallest(9, wanted);
        Assert.That(machine.Buddy().Take(0, wanted, NoFlags), Is.EqualTo(2 * (int)expected * Pageblock));
    }

    [TestCase(256, true)]
    [TestCase(255, false)]
    public void APageblockIsClaimedFromHalfFreeOrCompatibleOn(int free, bool claimed)
    {
        Machine machine = TestMachines.Bare(Pageblock);
        FreeOnly(machine, free, FolioFlags.Lru);
        int pfn = machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags);
        Assert.That(pfn, Is.GreaterThanOrEqualTo(0), "the page can at least be stolen");
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(claimed ? MigrateType.Unmovable : MigrateType.Movable));
    }

    [Test]
    public void PagesInUseThatDoNotMoveCountAsCompatibleWithAnUnmovableRequest()
    {
        Machine machine = TestMachines.Bare(Pageblock);
        FreeOnly(machine, 255, FolioFlags.None);
        machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags);
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(MigrateType.Unmovable));
    }

    [Test]
    public void PagesInUseCountForNothingBetweenUnmovableAndReclaimable()
    {
        Machine machine = TestMachines.Bare(Pageblock);
        machine.Buddy().Retype(0, MigrateType.Reclaimable);
        FreeOnly(machine, 255, FolioFlags.None, GfpFlags.Kernel | GfpFlags.Reclaimable);
        machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags);
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(MigrateType.Reclaimable));
    }

    [TestCase(3, MigrateType.Unmovable)]
    [TestCase(4, MigrateType.Movable)]
    public void AMovableRequestClaimsNoPageblockForBlocksBelowHalfItsOrder(int freeOrder, MigrateType expected)
    {
        Machine machine = TestMachines.Bare(Pageblock);
        machine.Buddy().Retype(0, MigrateType.Unmovable);
        List<Folio> folios = machine.AllocateAll(freeOrder, GfpFlags.Kernel);
        for (int i = 0; i < folios.Count; i += 2)
        {
            folios[i].Put();
        }

        int pfn = machine.Buddy().Take(0, MigrateType.Movable, NoFlags);
        Assert.That(pfn, Is.GreaterThanOrEqualTo(0));
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(expected));
    }

    [Test]
    public void WithoutFragmentationASmallForeignBlockIsNeitherClaimedNorStolen()
    {
        Machine machine = TestMachines.Bare(Pageblock / 2);
        Assert.That(machine.Buddy().Take(0, MigrateType.Unmovable, AllocationFlags.NoFragment), Is.EqualTo(-1));
        Assert.That(machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags), Is.Zero);
    }

    [Test]
    public void StealingTakesTheSmallestBlock()
    {
        Machine machine = TestMachines.Bare(Pageblock - 1);
        Assert.That(machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags), Is.EqualTo(Pageblock - 2),
            "the zone has no whole pageblock to claim");
        Assert.That(machine.Zone().TypeOf(new Pfn(0)), Is.EqualTo(MigrateType.Movable));
    }

    [Test]
    public void AnOrdinaryRequestGetsNothingFromReservedOrIsolatedPageblocks()
    {
        Machine machine = TestMachines.Bare(3 * Pageblock);
        machine.Buddy().Retype(0, MigrateType.HighAtomic);
        machine.Buddy().Retype(Pageblock, MigrateType.Isolate);
        machine.Buddy().Retype(2 * Pageblock, MigrateType.Cma);
        Assert.That(machine.Buddy().FreePages, Is.EqualTo(2 * Pageblock), "isolated pages do not count as free");
        Assert.That(machine.Buddy().Take(0, MigrateType.Unmovable, NoFlags), Is.EqualTo(-1));
        Assert.That(machine.Buddy().Take(0, MigrateType.Movable, NoFlags), Is.EqualTo(-1), "CMA needs its flag");
        Assert.That(machine.Buddy().Take(0, MigrateType.Movable, AllocationFlags.Cma), Is.EqualTo(2 * Pageblock));
        machine.Buddy().Free(2 * Pageblock, 0);
        machine.AssertSound();
    }

    [Test]
    public void CmaMemoryIsTakenFirstOnceItIsMoreThanHalfOfWhatIsFree()
    {
        Machine machine = TestMachines.Bare(4 * Pageblock);
        machine.Buddy().Retype(2 * Pageblock, MigrateType.Cma);
        machine.Buddy().Retype(3 * Pageblock, MigrateType.Cma);
        Assert.That(machine.Buddy().Take(9, MigrateType.Movable, AllocationFlags.Cma), Is.Zero, "just half");
        Assert.That(machine.Buddy().Take(9, MigrateType.Movable, AllocationFlags.Cma), Is.GreaterThanOrEqualTo(2 * Pageblock),
            "more than half");
    }

    [Test]
    public void FreePageblocksOfReservedTypesDoNotMergeWithOthers()
    {
        Machine machine = TestMachines.Bare(2 * Pageblock);
        machine.Buddy().Retype(0, MigrateType.HighAtomic);
        Assert.That(machine.Zone().FreeBlocks(new Order(9)), Is.EqualTo(2), "the block of order 10 was split");
        machine.AssertSound();
        int pfn = machine.Buddy().TakeSmallest(9, MigrateType.HighAtomic);
        machine.Buddy().Free(pfn, 9);
        Assert.That(machine.Zone().FreeBlocks(new Order(9)), Is.EqualTo(2));
        machine.AssertSound();
    }

    [Test]
    public void AFallbackBelowAPageblockBoostsTheWatermarksUpToALimit()
    {
        Machine machine = new(new MachineOptions { Pages = 8 * Pageblock, PerCpuHigh = 0 });
        Zone zone = machine.Zone();
        List<int> taken = [];
        while (zone.Buddy.HasFreeBlock(10, MigrateType.Movable))
        {
            taken.Add(zone.Buddy.TakeSmallest(10, MigrateType.Movable));
        }

        zone.Buddy.Free(taken[0], 8);
        zone.Buddy.Take(0, MigrateType.Unmovable, AllocationFlags.Kswapd);
        Assert.That(zone.WatermarkBoost, Is.EqualTo(Math.Max(Pageblock, zone.Watermarks.High * 3 / 2)).Or.EqualTo(Pageblock));
        Assert.That(zone.IsBoosted, Is.True, "the next allocation must wake the background reclaimer");
        for (int i = 0; i < 10; i++)
        {
            zone.Boost(AllocationFlags.Kswapd);
        }

        Assert.That(zone.WatermarkBoost, Is.EqualTo(Math.Max(Pageblock, zone.Watermarks.High * 3 / 2)), "the boost has a limit");
    }

    [Test]
    public void ASmallZoneIsNeverBoosted()
    {
        Machine machine = new(new MachineOptions { Pages = (4 * Pageblock) - 1 });
        machine.Zone().Boost(AllocationFlags.Kswapd);
        Assert.That(machine.Zone().WatermarkBoost, Is.Zero);
    }

    [Test]
    public void AnAtomicRequestOfHighOrderReservesItsPageblockAndAFailingOneReleasesIt()
    {
        Machine machine = new(new MachineOptions { Pages = 60000, Cpus = 1 });
        List<Folio> hogs = machine.AllocateAll(3, GfpFlags.Kernel);
        hogs[^1].Put();
        hogs[^2].Put();
        machine.Allocator.DrainAllPages();
        Folio atomic = machine.Allocator.AllocateFolio(new Order(1), GfpFlags.Atomic);
        Assert.That(atomic.IsNone, Is.False, "the reserve is for such requests");
        Assert.That(machine.Zone().ReservedHighAtomic.Value, Is.EqualTo(Pageblock));
        Assert.That(machine.Zone().TypeOf(atomic.Pfn), Is.EqualTo(MigrateType.HighAtomic));
        machine.AssertSound();
        Assert.That(machine.Zone().ReleaseHighAtomic(MigrateType.Movable, force: false), Is.False, "the last pageblock is kept");
        Assert.That(machine.Zone().ReleaseHighAtomic(MigrateType.Movable, force: true), Is.True);
        Assert.That(machine.Zone().ReservedHighAtomic.Value, Is.Zero);
        machine.AssertSound();
    }

    /// <summary>Fills the only pageblock and frees a number of single pages that do not merge into large blocks.</summary>
    private static void FreeOnly(Machine machine, int free, FolioFlags flagsOfTheRest, GfpFlags gfp = GfpFlags.HighUserMovable)
    {
        List<Folio> folios = machine.AllocateAll(0, gfp);
        folios.ForEach(f => machine.Map[f.Frame].Flags |= flagsOfTheRest);
        foreach (Folio folio in folios.Take(free))
        {
            machine.Map[folio.Frame].Flags = FolioFlags.None;
            folio.Put();
        }
    }
}
