using FolioModel.XArrays;

namespace FolioModel.Tests.XArrays;

[TestFixture]
public sealed class XArrayTests
{
    [Test]
    public void EveryIndexOfALargerEntryLoadsItAtEveryOrderAndAlignment()
    {
        for (int order = 0; order <= 11; order++)
        {
            for (ulong at = 0; at < 3; at++)
            {
                var array = new XArray();
                ulong first = at << order;
                Assert.That(array.StoreOrder(first, order, XEntry.FromPointer(7)), Is.EqualTo(Errno.None));
                for (ulong i = first; i < first + (1ul << order); i++)
                {
                    Assert.That(array.Load(i), Is.EqualTo(XEntry.FromPointer(7)));
                }

                Assert.That(array.Load(first + (1ul << order)).IsNull);
                Assert.That(array.GetOrder(first), Is.EqualTo(order));
                Assert.That(array.Validate(), Is.Empty);
            }
        }
    }

    [Test]
    public void AStoreOfOrder9At512MakesOneNodeOfShift6WithSlots8To15()
    {
        var array = new XArray();
        array.StoreOrder(512, 9, XEntry.FromValue(1));
        Assert.That(array.HeadNode, Is.Not.Null);
        XNode node = array.HeadNode!.Value;
        Assert.That(node.Shift, Is.EqualTo(6));
        Assert.That(node.Count, Is.EqualTo(8));
        Assert.That(node.ValueCount, Is.EqualTo(8), "a shadow of order 9 counts in each of its slots");
        Assert.That(array.Describe(), Is.EqualTo(
            """
            xarray, marks in use: none
            node of shift 6: indices 0-4095, count 8, values 8
              [8] 512-1023: v1, siblings in slots 9-15
            """.ReplaceLineEndings("\n")));
    }

    [TestCase(9, 0, 8)]
    [TestCase(9, 3, 8)]
    [TestCase(9, 6, 0)]
    [TestCase(6, 5, 1)]
    [TestCase(5, 2, 0)]
    public void ASplitTakesOneNewNodePerOldSlotIfTheLevelDrops(int order, int newOrder, int nodes)
    {
        var array = new XArray();
        array.StoreOrder(1ul << order, order, XEntry.FromPointer(3));
        array.SetMark(1ul << order, XMark.Mark1);
        long before = array.NodePool.NodesAllocated;
        var cursor = new XCursor(array, 1ul << order, newOrder);
        Assert.That(cursor.SplitAlloc(order), Is.EqualTo(Errno.None));
        cursor.Split(XEntry.FromPointer(3), order);
        Assert.That(array.NodePool.NodesAllocated - before, Is.EqualTo(nodes));
        Assert.That(array.Marked(XMark.Mark1).Count(), Is.EqualTo(1 << (order - newOrder)), "every piece inherits the mark");
        Assert.That(array.Validate(XTolerance.IdleHead), Is.Empty);
    }

    [Test]
    public void ASplitOverTwoLevelsIsRefusedAt13ButNotAt12()
    {
        var array = new XArray();
        var cursor = new XCursor(array, 0);
        Assert.That(cursor.SplitAlloc(13), Is.EqualTo(Errno.ENOMEM));
        Assert.That(cursor.Reset().SplitAlloc(12), Is.EqualTo(Errno.None), "recorded: the kernel's guard lets this pass");
        cursor.FreeSpares();
    }

    [Test]
    public void ASplitWithoutNodesThrowsAndChangesNothing()
    {
        var array = new XArray();
        array.StoreOrder(512, 9, XEntry.FromPointer(3));
        string before = array.Describe();
        var cursor = new XCursor(array, 512);
        Assert.That(() => cursor.Split(XEntry.FromPointer(3), 9), Throws.InvalidOperationException);
        Assert.That(array.Describe(), Is.EqualTo(before));
    }

    [TestCase(0ul)]
    [TestCase(1ul)]
    [TestCase(5ul)]
    [TestCase(ulong.MaxValue - 70)]
    [TestCase(ulong.MaxValue)]
    public void ARangeMayEndAtTheLastIndex(ulong first)
    {
        var array = new XArray();
        Assert.That(array.StoreRange(first, ulong.MaxValue, XEntry.FromPointer(1)).IsNull);
        Assert.That(array.Load(first), Is.EqualTo(XEntry.FromPointer(1)));
        Assert.That(array.Load(ulong.MaxValue), Is.EqualTo(XEntry.FromPointer(1)));
        Assert.That(first == 0 || array.Load(first - 1).IsNull);
        Assert.That(array.Validate(XTolerance.Ranges | XTolerance.Leftovers), Is.Empty);
        Assert.That(array.StoreRange(first, ulong.MaxValue, XEntry.Null).IsNull);
        Assert.That(array.IsEmpty, "erasing the same range leaves nothing");
        Assert.That(array.NodePool.NodesAllocated, Is.EqualTo(array.NodePool.NodesFreed));
    }

    [Test]
    public void ARangeOf5To1000IsStoredAsTheFewestPieces()
    {
        var array = new XArray();
        array.StoreRange(5, 1000, XEntry.FromValue(7));
        Assert.That(array.Select(static p => p.Key), Is.EqualTo(new ulong[] { 5, 64, 960 }));
        array.StoreRange(5, 1000, XEntry.Null);
        Assert.That(array.IsEmpty);
    }

    [Test]
    public void GrowingAndShrinkingGivesEveryNodeBack()
    {
        var array = new XArray();
        for (int i = 0; i < 64; i++)
        {
            array.Store(1ul << i, XEntry.FromPointer(i));
        }

        for (int i = 63; i >= 0; i--)
        {
            Assert.That(array.Erase(1ul << i), Is.EqualTo(XEntry.FromPointer(i)));
            Assert.That(array.Validate(), Is.Empty);
        }

        Assert.That(array.IsEmpty);
        Assert.That(array.NodePool.NodesFreed, Is.EqualTo(array.NodePool.NodesAllocated));
    }

    [Test]
    public void ABodyThatErasesAndStoresDoesNotDisturbItsForeach()
    {
        var array = new XArray();
        for (ulong i = 0; i < 3000; i++)
        {
            array.Store(i * 7, XEntry.FromPointer((int)i));
        }

        int visited = 0;
        foreach ((ulong index, XEntry entry) in array)
        {
            Assert.That(entry.PointerId * 7, Is.EqualTo((int)index));
            array.Erase(index);
            visited++;
        }

        Assert.That(visited, Is.EqualTo(3000));
        Assert.That(array.IsEmpty);
    }

    [Test]
    public void AMarkedLargerEntryComesOnceInForeachThoughTheKernelsFindAfterRepeatsIt()
    {
        var array = new XArray();
        array.StoreOrder(8, 3, XEntry.FromPointer(1));
        array.Store(20, XEntry.FromPointer(2));
        array.SetMark(8, XMark.Mark0);
        array.SetMark(20, XMark.Mark0);
        Assert.That(array.Marked(XMark.Mark0).Select(static p => p.Key), Is.EqualTo(new ulong[] { 8, 20 }));
        ulong index = 8;
        array.FindAfter(ref index, filter: XMark.Mark0);
        Assert.That(index, Is.EqualTo(8));
    }

    [Test]
    public void SteadyStateAllocatesNothing()
    {
        var array = new XArray();
        Span<XEntry> entries = stackalloc XEntry[15];
        Span<ulong> indices = stackalloc ulong[15];
        for (int round = 0; ; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exercise(array, entries, indices);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (round >= 2)
            {
                Assert.That(allocated, Is.Zero, "an operation allocates although the pool has nodes");
                return;
            }
        }
    }

    [Test]
    public void AReaderInsideAFreedNodeSeesRetryUntilTheGracePeriodEnds()
    {
        var array = new XArray { DeferNodeReuse = true };
        array.Store(0, XEntry.FromPointer(1));
        array.Store(1, XEntry.FromPointer(2));
        var reader = new XCursor(array, 0);
        reader.Load();
        array.Erase(1);
        Assert.That(reader.Reload().IsRetry, "the entry moved to the head; its old node must say so");
        Assert.That(reader.ShouldRetry(reader.Reload()));
        Assert.That(reader.Load(), Is.EqualTo(XEntry.FromPointer(1)));
        Assert.That(array.NodePool.RetiredNodes, Is.EqualTo(1));
        array.ReleaseRetiredNodes();
        Assert.That(array.NodePool.RetiredNodes, Is.Zero);
    }

    [Test]
    public void ArraysOfOnePoolDoNotMeet()
    {
        var pool = new XNodePool();
        XArray[] arrays = [.. Enumerable.Range(0, 50).Select(_ => new XArray(new XArrayOptions { Pool = pool }))];
        for (ulong i = 0; i < 2000; i++)
        {
            arrays[i % 50].Store(i, XEntry.FromPointer((int)i));
        }

        for (int a = 0; a < 50; a++)
        {
            Assert.That(arrays[a].Select(static p => p.Key), Is.EqualTo(Enumerable.Range(0, 40).Select(i => (ulong)((i * 50) + a))));
            Assert.That(arrays[a].Validate(), Is.Empty);
        }
    }

    [Test]
    public void AnIdThatIsStoredNullStaysTakenAndAnErasedOneIsFree()
    {
        var ids = new XArray(new XArrayOptions { Allocation = XAllocation.Alloc1 });
        Assert.That(ids.Alloc(XEntry.FromPointer(1), out uint first), Is.EqualTo(Errno.None));
        Assert.That(first, Is.EqualTo(1), "id 0 is taken from the start");
        ids.Store(first, XEntry.Null);
        ids.Alloc(XEntry.FromPointer(2), out uint second);
        Assert.That(second, Is.EqualTo(2));
        ids.Erase(first);
        ids.Alloc(XEntry.FromPointer(3), out uint again);
        Assert.That(again, Is.EqualTo(1));
        Assert.That(ids.Alloc(XEntry.FromPointer(4), out _, 1, 2), Is.EqualTo(Errno.EBUSY));
        Assert.That(new XArray().Alloc(XEntry.FromPointer(1), out _), Is.EqualTo(Errno.EINVAL), "this array does not allocate");
    }

    [Test]
    public void TheUpdateCallbackHearsOfEveryNodeWhoseCountsChange()
    {
        var array = new XArray();
        var heard = new List<(int Shift, int Count, int Values)>();
        var cursor = new XCursor(array, 64, 0, node => heard.Add((node.Shift, node.Count, node.ValueCount)));
        cursor.Store(XEntry.FromValue(1));
        cursor.Store(XEntry.Null);
        Assert.That(heard, Is.EqualTo(new[] { (6, 1, 0), (0, 1, 1), (0, 0, 0), (6, 0, 0) }));
    }

    [Test]
    public void MisuseThrows()
    {
        var array = new XArray();
        Assert.That(() => array.SetMark(0, XMark.Present), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new XCursor(array, 0, 64), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new XCursor(array, 0).Reload(), Throws.InvalidOperationException);
        Assert.That(() => new XNodePool(7), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new XArray(new XArrayOptions { Pool = new XNodePool(4) }), Throws.ArgumentException);
        Assert.That(array.Store(0, XEntry.Retry).Errno, Is.EqualTo(Errno.EINVAL));
        Assert.That(array.StoreRange(2, 1, XEntry.FromPointer(1)).Errno, Is.EqualTo(Errno.EINVAL));
    }

    private static void Exercise(XArray array, Span<XEntry> entries, Span<ulong> indices)
    {
        for (ulong i = 0; i < 5000; i++)
        {
            array.Store(i, XEntry.FromPointer((int)i));
            array.SetMark(i, XMark.Mark0);
        }

        array.StoreOrder(1 << 20, 9, XEntry.FromPointer(1));
        ulong start = 0;
        while (array.FindBatch(ref start, ulong.MaxValue, entries, indices) == entries.Length)
        {
        }

        foreach ((ulong index, XEntry _) in array.Marked(XMark.Mark0))
        {
            array.ClearMark(index, XMark.Mark0);
        }

        var cursor = new XCursor(array, 1 << 20);
        cursor.SplitAlloc(9);
        cursor.Split(XEntry.FromPointer(1), 9);
        foreach ((ulong index, XEntry _) in array)
        {
            array.Erase(index);
        }
    }
}
