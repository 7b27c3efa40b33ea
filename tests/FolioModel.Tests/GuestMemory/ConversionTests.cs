using FolioModel.Gmem;

namespace FolioModel.Tests.GuestMemory;

[TestFixture]
internal sealed class ConversionTests
{
    [Test]
    public void ABatchOfAnotherCpuMakesConversionUnsafeUntilEverythingIsDrained()
    {
        GmemBench bench = new();
        bench.Allocate(0, 2);
        bench.Machine.Batches.DrainAll();
        using (bench.Machine.RunAs(bench.Machine.CreateTask("vcpu", 1)))
        {
            bench.Allocate(2, 2);
        }

        GmemConversion refused = bench.File.Convert(PageIndex.Zero, new PageCount(4), toPrivate: true, drain: false);
        Assert.Multiple(() =>
        {
            Assert.That(refused.Error, Is.EqualTo(Errno.EAGAIN));
            Assert.That(refused.UnsafeIndex, Is.EqualTo(new PageIndex(2)));
            Assert.That(refused.Holders.Single().Kind, Is.EqualTo(HolderKind.LruAddBatch));
            Assert.That(refused.Holders.Single().Detail, Is.EqualTo("lru_add, CPU 1"));
        });
        Assert.That(bench.File.Convert(PageIndex.Zero, new PageCount(4), toPrivate: true, drain: true).IsSafe);
    }

    [Test]
    public void AReaderIsNamedAndDrainingDoesNotHelp()
    {
        GmemBench bench = new();
        bench.Allocate(0, 1);
        KernelTask reader = bench.Machine.CreateTask("reader", 1);
        using (bench.Machine.RunAs(reader))
        {
            bench.File.Mapping.Pages.GetFolio(PageIndex.Zero);
        }

        GmemConversion refused = bench.File.Convert(PageIndex.Zero, new PageCount(1), toPrivate: true, drain: true);
        Assert.Multiple(() =>
        {
            Assert.That(refused.IsSafe, Is.False);
            Assert.That(refused.Holders.Single().Task, Is.SameAs(reader));
            Assert.That(bench.FolioAt(0).RefCount, Is.EqualTo(2), "the test kept its own reference");
        });
    }

    [Test]
    public void ConversionChangesTheAttributesOfTheBoundFrames()
    {
        GmemBench bench = new();
        bench.BindAllPrivate();
        bench.Allocate(0, 8);
        Assert.That(bench.File.Convert(new PageIndex(2), new PageCount(3), toPrivate: false, drain: true).IsSafe);
        Assert.That(Enumerable.Range(0, 8).Select(f => bench.Vm.Attributes.IsPrivate((ulong)f)), Is.EqualTo(new[] { true, true, false, false, false, true, true, true }));
    }
}
