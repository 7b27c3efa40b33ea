namespace FolioModel.Tests.Memory;

/// <summary>The right to take the last pages must follow from the marks, the reserve flags and the size of the machine alone.</summary>
public sealed class WatermarkTests
{
    [TestCase(16, 1)]
    [TestCase(64, 4)]
    [TestCase(256, 16)]
    [TestCase(1024, 64)]
    [TestCase(4096, 128)]
    [TestCase(16384, 256)]
    [TestCase(262144, 1024)]
    [TestCase(1 << 26, 16384)]
    [TestCase(1 << 28, 32768)]
    public void TheReserveIsTheKernelsFormulaFromFourMebibytesOnAndASixteenthBelow(int pages, int min) =>
        Assert.That(Watermarks.MinFreePages(pages), Is.EqualTo(min));

    [Test]
    public void TheMarksAreAQuarterOfTheReserveApartOrATenthOfAPercentOfTheZone()
    {
        Assert.That(new Machine(new MachineOptions { Pages = 16384 }).Zone().Watermarks, Is.EqualTo(new Watermarks(256, 320, 384, 448)));
        Assert.That(
            new Machine(new MachineOptions { Pages = 1 << 20 }).Zone().Watermarks,
            Is.EqualTo(new Watermarks(2048, 3096, 4144, 5192)));
    }

    [Test]
    public void AMovableZoneHasAMarkOfItsOwn()
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 1 << 18,
            Zones = [new ZoneOptions(ZoneKind.Normal, 1 << 16), new ZoneOptions(ZoneKind.Movable, 3 << 16)],
        });
        Assert.That(machine.Allocator.Zones[1].Watermarks.Min, Is.EqualTo(128));
        Assert.That(machine.Allocator.Zones[0].Watermarks.Min, Is.EqualTo(512), "the whole reserve is in the normal zone");
    }

    [TestCase(AllocationFlags.WatermarkMin, 100)]
    [TestCase(AllocationFlags.NonBlock, 100)]
    [TestCase(AllocationFlags.HighAtomic, 100)]
    [TestCase(AllocationFlags.MinReserve, 50)]
    [TestCase(AllocationFlags.MinReserve | AllocationFlags.NonBlock, 38)]
    [TestCase(AllocationFlags.Oom, 50)]
    [TestCase(AllocationFlags.MinReserve | AllocationFlags.Oom, 25)]
    [TestCase(AllocationFlags.MinReserve | AllocationFlags.NonBlock | AllocationFlags.Oom, 19)]
    public void EachReserveFlagLowersTheMarkByItsShare(object flags, int lowest)
    {
        Zone zone = new Machine(new MachineOptions { Pages = 1024, MinFreePages = 100 }).Zone();
        AllocationFlags allowed = (AllocationFlags)flags;
        Assert.That(zone.IsAbove(0, 100, ZoneKind.Normal, allowed, lowest), Is.False, "at the mark");
        Assert.That(zone.IsAbove(0, 100, ZoneKind.Normal, allowed, lowest + 1), Is.True, "one page above the mark");
    }

    [Test]
    public void ALargerRequestNeedsItsOtherPagesOnTopAndABlockOfItsSize()
    {
        Machine machine = TestMachines.Bare(64);
        Zone zone = machine.Zone();
        Assert.That(zone.IsAbove(3, 10, ZoneKind.Normal, AllocationFlags.WatermarkMin, 17), Is.False);
        Assert.That(zone.IsAbove(3, 10, ZoneKind.Normal, AllocationFlags.WatermarkMin, 18), Is.True);
        List<Folio> pages = machine.AllocateAll(0, GfpFlags.Kernel);
        for (int i = 0; i < 64; i += 2)
        {
            pages[i].Put();
        }

        Assert.That(zone.IsAbove(1, 0, ZoneKind.Normal, AllocationFlags.WatermarkMin, 32), Is.False, "32 pages are free, no two together");
    }

    [Test]
    public void PagesReservedForOthersDoNotCount()
    {
        Machine machine = TestMachines.Bare(1024);
        Zone zone = machine.Zone();
        zone.Buddy.Retype(0, MigrateType.HighAtomic);
        zone.Buddy.Retype(512, MigrateType.Cma);
        Assert.That(zone.HasEnough(0, ZoneKind.Normal, AllocationFlags.WatermarkMin), Is.False);
        Assert.That(zone.HasEnough(0, ZoneKind.Normal, AllocationFlags.Cma), Is.True, "movable requests may use CMA pages");
        Assert.That(zone.HasEnough(0, ZoneKind.Normal, AllocationFlags.MinReserve), Is.True,
            "a request with reserves may use the atomic ones");
        Assert.That(zone.HasEnough(1, ZoneKind.Normal, AllocationFlags.MinReserve), Is.False, "but blocks only with the right flag");
        Assert.That(zone.HasEnough(1, ZoneKind.Normal, AllocationFlags.HighAtomic), Is.True);
    }

    [Test]
    public void ARequestForAHigherZoneLeavesALowerOneItsReserve()
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 4096,
            MinFreePages = 0,
            WatermarkScaleFactor = 0,
            PerCpuHigh = 0,
            Zones = [new ZoneOptions(ZoneKind.Dma32, 1024), new ZoneOptions(ZoneKind.Normal, 3072)],
        });
        List<Folio> folios = machine.AllocateAll(0, GfpFlags.Kernel);
        Assert.That(machine.Allocator.Zones[0].FreePageCount.Value, Is.EqualTo(3072 / 256), "lowmem_reserve_ratio of DMA32 is 256");
        Assert.That(machine.AllocateAll(0, GfpFlags.Kernel | GfpFlags.Dma32), Has.Count.EqualTo(12), "the zone's own requests get it");
        Assert.That(folios, Has.Count.EqualTo(4096 - 12));
    }

    [Test]
    public void ABoostHoldsBackOrdinaryRequestsButNotUrgentOnesOfOnePage()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, PerCpuHigh = 0 });
        Zone zone = machine.Zone();
        zone.Boost(AllocationFlags.WatermarkMin);
        while (zone.Buddy.FreePages > zone.Watermarks.Min + 100)
        {
            zone.Buddy.TakeSmallest(0, MigrateType.Movable);
        }

        Assert.That(zone.HasEnough(0, ZoneKind.Normal, AllocationFlags.WatermarkMin), Is.False, "the boost counts");
        Assert.That(zone.HasEnough(0, ZoneKind.Normal, AllocationFlags.MinReserve), Is.True, "not at MIN for __GFP_HIGH");
        Assert.That(zone.HasEnough(1, ZoneKind.Normal, AllocationFlags.MinReserve), Is.False, "nor for more than a page");
        zone.ReduceBoost(10000);
        Assert.That(zone.WatermarkBoost, Is.Zero);
    }
}
