using FolioModel.XArrays;

namespace FolioModel.Tests.XArrays;

[TestFixture]
public sealed class XArrayOfPayloadsTests
{
    [Test]
    public void PayloadsComeBackByIndexOrderAndMark()
    {
        var array = new XArray<string>();
        array[3] = "three";
        array.StoreOrder(512, 9, "two megabytes");
        array.SetMark(600, XMark.Mark0);
        array.StoreValue(9, 77);
        Assert.That(array[600], Is.EqualTo("two megabytes"));
        Assert.That(array.Load(9).Value, Is.EqualTo(77));
        Assert.That(array.Select(static p => p.Value), Is.EqualTo(new[] { "three", "two megabytes" }));
        Assert.That(array.Entries(filter: XMark.Mark0).Single().Key, Is.EqualTo(512));
        Assert.That(() => array[4], Throws.InstanceOf<KeyNotFoundException>());
    }

    [Test]
    public void APayloadLeavesWithItsLastSlot()
    {
        var array = new XArray<string>();
        for (ulong i = 0; i < 512; i++)
        {
            array[i + 512] = "small";
        }

        Assert.That(array.PayloadCount, Is.EqualTo(512));
        array.StoreOrder(512, 9, "large");
        Assert.That(array.PayloadCount, Is.EqualTo(1), "the store over 512 payloads kept some of them");
        Assert.That(array.Split(600, 0), Is.EqualTo(Errno.None));
        Assert.That(array.PayloadCount, Is.EqualTo(1));
        for (ulong i = 512; i < 1024; i++)
        {
            Assert.That(array[i], Is.EqualTo("large"), "the payload left before its last slot");
            array.Erase(i);
        }

        Assert.That(array.PayloadCount, Is.Zero);
        Assert.That(array.IsEmpty);
    }

    [Test]
    public void AFailedStoreKeepsNothing()
    {
        var array = new XArray<object>();
        array.Tree.NodePool.NodeBudget = static _ => false;
        Assert.That(array.Store(1000, new object()).Errno, Is.EqualTo(Errno.ENOMEM));
        Assert.That(array.PayloadCount, Is.Zero);
        Assert.That(array.Store(0, "head").Errno, Is.EqualTo(Errno.None), "index 0 needs no node");
    }

    [Test]
    public void ValueTypesAreNotBoxed()
    {
        var array = new XArray<(long, long)>();
        for (ulong i = 0; i < 1000; i++)
        {
            array.Store(i, (1, (long)i));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 0; i < 1000; i++)
        {
            array.Store(i, (2, (long)i));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000), "each store allocates");
        Assert.That(array[999], Is.EqualTo((2L, 999L)));
    }

    [Test]
    public void CompareExchangeComparesPayloads()
    {
        var array = new XArray<string>();
        array[5] = "a";
        Assert.That(array.CompareExchange(5, "b", "c").Payload, Is.EqualTo("a"));
        Assert.That(array[5], Is.EqualTo("a"));
        Assert.That(array.CompareExchange(5, "a", "c").Payload, Is.EqualTo("a"));
        Assert.That(array[5], Is.EqualTo("c"));
        Assert.That(array.Insert(5, "d"), Is.EqualTo(Errno.EBUSY));
        Assert.That(array.PayloadCount, Is.EqualTo(1));
    }
}
