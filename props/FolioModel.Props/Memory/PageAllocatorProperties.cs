using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Memory;

[TestFixture]
public sealed class PageAllocatorProperties
{
    [Test]
    public void EveryPageIsAlwaysInExactlyOnePlaceAndEverythingMergesInTheEnd()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(150);
        Prop.ForAll(AllocationProgramGenerator.Programs(), AllocationRun.Run).Check(config);
    }

    [Test]
    public void AFullMachineGivenBackInAnyOrderIsAsGoodAsNew()
    {
        Gen<(int Pages, int Order, int[] Order1)> gen =
            from pages in Gen.Choose(1, 1500)
            from order in Gen.Choose(0, 4)
            from shuffle in Gen.Shuffle(Enumerable.Range(0, pages))
            select (pages, order, shuffle.ToArray());
        Prop.ForAll(Arb.From(gen), static run => GiveBackShuffled(run.Pages, run.Order, run.Order1)).Check(Config.QuickThrowOnFailure);
    }

    private static bool GiveBackShuffled(int pages, int order, int[] shuffle)
    {
        Machine machine = new(new MachineOptions { Pages = pages, MinFreePages = 0, WatermarkScaleFactor = 0, Cpus = 1 });
        List<Folio> folios = [];
        for (Folio folio; !(folio = machine.Allocator.AllocateFolio(new Order(order), GfpFlags.HighUserMovable)).IsNone;)
        {
            folios.Add(folio);
        }

        Assert.That(folios, Has.Count.EqualTo(pages >> order), "a block of the order was left over");
        foreach (int which in shuffle.Where(w => w < folios.Count))
        {
            folios[which].Put();
        }

        machine.Allocator.DrainAllPages();
        Assert.That(machine.Allocator.Violations(), Is.Empty);
        Assert.That(machine.Allocator.FreePageCount.Value, Is.EqualTo(pages));
        return true;
    }
}
