using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class ConversionTests
{
    [Test]
    public void ABatchOfAnotherCpuMakesConversionUnsafeUntilEverythingIsDrained()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 2);
        fixture.Machine.Batches.DrainAll();
        using (fixture.Machine.RunAs(fixture.Machine.CreateTask("vcpu", 1)))
        {
            fixture.Allocate(2, 2);
        }

        GmemConversion refused = fixture.File.Convert(PageIndex.Zero, new PageCount(4), toPrivate: true, drain: false);
        Assert.Multiple(() =>
        {
            Assert.That(refused.Error, Is.EqualTo(Errno.EAGAIN));
            Assert.That(refused.UnsafeIndex, Is.EqualTo(new PageIndex(2)));
            Assert.That(refused.Holders.Single().Kind, Is.EqualTo(HolderKind.LruAddBatch));
            Assert.That(refused.Holders.Single().Detail, Is.EqualTo("lru_add, CPU 1"));
        });
        Assert.That(fixture.File.Convert(PageIndex.Zero, new PageCount(4), toPrivate: true, drain: true).IsSafe);
    }

    [Test]
    public void AReaderIsNamedAndDrainingDoesNotHelp()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 1);
        KernelTask reader = fixture.Machine.CreateTask("reader", 1);
        using (fixture.Machine.RunAs(reader))
        {
            fixture.File.Mapping.Pages.GetFolio(PageIndex.Zero);
        }

        GmemConversion refused = fixture.File.Convert(PageIndex.Zero, new PageCount(1), toPrivate: true, drain: true);
        Assert.Multiple(() =>
        {
            Assert.That(refused.IsSafe, Is.False);
            Assert.That(refused.Holders.Single().Task, Is.SameAs(reader));
            Assert.That(fixture.FolioAt(0).RefCount, Is.EqualTo(2), "the test kept its own reference");
        });
    }

    [Test]
    public void ConversionChangesTheAttributesOfTheBoundFrames()
    {
        GmemFixture fixture = new();
        fixture.BindAllPrivate();
        fixture.Allocate(0, 8);
        Assert.That(fixture.File.Convert(new PageIndex(2), new PageCount(3), toPrivate: false, drain: true).IsSafe);
        Assert.That(Enumerable.Range(0, 8).Select(f => fixture.Vm.Attributes.IsPrivate((ulong)f)),
            Is.EqualTo(new[] { true, true, false, false, false, true, true, true }));
    }
}
