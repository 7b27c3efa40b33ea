namespace FolioModel.Tests.Memory;

/// <summary>The buddy lists must split from the low end, merge at once, and hand out the lowest memory first.</summary>
public sealed class BuddyListTests
{
    private const MigrateType Movable = MigrateType.Movable;

    [Test]
    public void TakingOnePageOfAFullBlockLeavesOneFreeBlockOfEveryLowerOrder()
    {
        Machine machine = TestMachines.Bare(1024);
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        Assert.That(folio.Pfn.Value, Is.Zero, "the caller did not get the lowest page");
        for (int order = 0; order < 10; order++)
        {
            Assert.That(machine.FreeList(order, Movable), Is.EqualTo(new[] { 1 << order }), $"order {order}");
        }

        folio.Put();
        Assert.That(machine.FreeList(10, Movable), Is.EqualTo(new[] { 0 }), "the ten halves did not merge back");
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void ABlockGoesToTheHeadOfItsList()
    {
        Machine machine = TestMachines.Bare(64);
        Folio[] pages = [.. machine.AllocateAll(0, GfpFlags.HighUserMovable)];
        pages[0].Put();
        pages[20].Put();
        Assert.That(machine.FreeList(0, Movable), Is.EqualTo(new[] { 20, 0 }));
    }

    [Test]
    public void ABlockWhoseNeighbouringPairIsFreeGoesToTheTailSinceItIsAboutToMerge()
    {
        Machine machine = TestMachines.Bare(64);
        Folio[] pages = [.. machine.AllocateAll(0, GfpFlags.HighUserMovable)];
        pages[40].Put();
        pages[2].Put();
        pages[3].Put();
        pages[0].Put();
        Assert.That(machine.FreeList(0, Movable), Is.EqualTo(new[] { 40, 0 }), "page 0 must wait for page 1: the pair 2-3 is free");
    }

    [Test]
    public void BlocksDoNotMergeAcrossTheEndOfAZone()
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 64,
            MinFreePages = 0,
            PerCpuHigh = 0,
            Zones = [new ZoneOptions(ZoneKind.Dma32, 24), new ZoneOptions(ZoneKind.Normal, 40)],
        });
        machine.AssertSound();
        Assert.That(machine.Allocator.Zones[0].FreeBlocks(new Order(3)), Is.EqualTo(1), "16-23 has no buddy in its zone");
        Assert.That(machine.Allocator.Zones[1].FreeBlocks(new Order(3)), Is.EqualTo(1), "24-31 has no buddy in its zone");
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(37)]
    [TestCase(1000)]
    [TestCase(5000)]
    public void AMachineOfAnySizeStartsWithEverythingFreeAndMerged(int pages) => TestMachines.Bare(pages).AssertAllFreeAndMerged();

    [Test]
    public void PagesBehindTheLastZoneAreReserved()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Zones = [new ZoneOptions(ZoneKind.Normal, 60)] });
        Assert.That(machine.StateOf(new Pfn(60)), Is.EqualTo(PageState.Reserved));
        Assert.That(() => machine.Allocator.ZoneOf(new Pfn(60)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        machine.AssertSound();
    }

    [Test]
    public void ZonesThatDoNotFitAreRefused()
    {
        Assert.That(() => new Machine(new MachineOptions { Pages = 8, Zones = [new ZoneOptions(ZoneKind.Normal, 9)] }),
            Throws.ArgumentException);
        Assert.That(
            () => new Machine(
                new MachineOptions { Pages = 8, Zones = [new ZoneOptions(ZoneKind.Normal, 4), new ZoneOptions(ZoneKind.Dma, 4)] }),
            Throws.ArgumentException);
    }

    [Test]
    public void NothingIsWrittenBehindTheFirstTwoPagesOfALargeFolio()
    {
        Machine machine = TestMachines.Bare(1024);
        PageDescriptor[] before = Descriptors(machine, 2, 510);
        Folio folio = machine.Allocator.AllocateFolio(Order.Pmd, GfpFlags.HighUserMovable);
        folio.Put();
        Assert.That(Descriptors(machine, 2, 510), Is.EqualTo(before), "a tail page was touched");
    }

    [Test]
    public void TheSameProgramGivesTheSameFrames()
    {
        int[] Frames()
        {
            Machine machine = new(new MachineOptions { Pages = 512 });
            List<Folio> folios = [];
            for (int i = 0; i < 40; i++)
            {
                folios.Add(machine.Allocator.AllocateFolio(new Order(i % 4), i % 2 == 0 ? GfpFlags.Kernel : GfpFlags.HighUserMovable));
                if (i % 3 == 2)
                {
                    folios[i - 1].Put();
                }
            }

            return [.. folios.Select(f => f.Pfn.Value)];
        }

        int[] first = Frames();
        Assert.That(Frames(), Is.EqualTo(first));
    }

    private static PageDescriptor[] Descriptors(Machine machine, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(pfn => machine.Map[pfn])];
}
