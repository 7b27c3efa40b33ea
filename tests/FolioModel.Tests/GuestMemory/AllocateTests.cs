using FolioModel.Gmem;

namespace FolioModel.Tests.GuestMemory;

[TestFixture]
internal sealed class AllocateTests
{
    private const long Page = GmemBench.Page;

    [TestCase(0, 0, Page, Errno.EOPNOTSUPP, TestName = "{m}: without KEEP_SIZE")]
    [TestCase(0x11, 0, Page, Errno.EOPNOTSUPP, TestName = "{m}: ZERO_RANGE")]
    [TestCase(0x10, 1, 1, Errno.EOPNOTSUPP, TestName = "{m}: the mode is looked at before the alignment")]
    [TestCase(0x02, 0, Page, Errno.EOPNOTSUPP, TestName = "{m}: PUNCH_HOLE without KEEP_SIZE")]
    [TestCase(0x08, 0, 0L, Errno.EINVAL, TestName = "{m}: the length is looked at before the mode")]
    [TestCase(1, 0, 0L, Errno.EINVAL, TestName = "{m}: length 0")]
    [TestCase(1, -Page, Page, Errno.EINVAL, TestName = "{m}: negative offset")]
    [TestCase(3, 0, -Page, Errno.EINVAL, TestName = "{m}: negative length")]
    [TestCase(1, long.MaxValue - Page + 1, Page, Errno.EFBIG, TestName = "{m}: the end overflows")]
    [TestCase(3, long.MaxValue - Page + 1, 2 * Page, Errno.EFBIG, TestName = "{m}: the end of a punch overflows")]
    [TestCase(1, 1, Page, Errno.EINVAL, TestName = "{m}: unaligned offset")]
    [TestCase(3, 0, Page - 1, Errno.EINVAL, TestName = "{m}: unaligned length")]
    [TestCase(1, GmemBench.Pages * Page, Page, Errno.EINVAL, TestName = "{m}: allocation behind the file")]
    [TestCase(1, (GmemBench.Pages - 1) * Page, 2 * Page, Errno.EINVAL, TestName = "{m}: allocation over the end of the file")]
    [TestCase(3, GmemBench.Pages * Page, Page, Errno.None, TestName = "{m}: punching behind the file finds nothing")]
    public void FallocateAnswersAsTheKernelDoes(int mode, long offset, long length, Errno expected)
    {
        GmemBench bench = new();
        Assert.Multiple(() =>
        {
            Assert.That(bench.File.Fallocate((FallocateMode)mode, new ByteOffset(offset), length), Is.EqualTo(expected));
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.Zero, "a refused call left pages behind");
        });
    }

    [Test]
    public void AllocatedFoliosAreHeldByThePageCacheAndABatchSlotUntilTheDrain()
    {
        GmemBench bench = new();
        bench.Allocate(0, 3);
        Assert.That(bench.FolioAt(1).RefCount, Is.EqualTo(2));
        bench.Machine.Batches.DrainAll();
        Assert.Multiple(() =>
        {
            Assert.That(bench.FolioAt(1).RefCount, Is.EqualTo(1), "the batch kept its reference after the drain");
            Assert.That(bench.FolioAt(1).Flags, Is.EqualTo(FolioFlags.Referenced | FolioFlags.Lru | FolioFlags.Unevictable));
            Assert.That(bench.Machine.Lru[LruListKind.Unevictable].Pages.Value, Is.EqualTo(3));
        });
    }

    [Test]
    public void AllocatingTwiceChangesNothing()
    {
        GmemBench bench = new();
        bench.Allocate(0, 8);
        bench.Machine.Batches.DrainAll();
        Pfn before = bench.FolioAt(3).Pfn;
        Assert.That(bench.Allocate(0, 8), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That(bench.FolioAt(3).Pfn, Is.EqualTo(before));
            Assert.That(bench.FolioAt(3).RefCount, Is.EqualTo(1), "a hit left a reference behind");
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.EqualTo(8));
        });
    }

    [Test]
    public void ASignalStopsBeforeTheFirstFolio()
    {
        GmemBench bench = new();
        bench.Machine.Current.SignalPending = true;
        Assert.Multiple(() =>
        {
            Assert.That(bench.Allocate(0, 8), Is.EqualTo(Errno.EINTR));
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.Zero);
            Assert.That(bench.File.Mapping.InvalidateLock.Readers, Is.Zero, "the invalidate lock was kept");
        });
    }

    [Test]
    public void RunningOutOfMemoryKeepsWhatWasAllocated([Range(0, 4)] int successes)
    {
        GmemBench bench = new(faults: new FailAfter(successes));
        Assert.Multiple(() =>
        {
            Assert.That(bench.Allocate(0, 8), Is.EqualTo(Errno.ENOMEM));
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.EqualTo(successes));
            Assert.That(bench.File.Mapping.InvalidateLock.Readers, Is.Zero, "the invalidate lock was kept");
            Assert.That(bench.Machine.Ledger!.Outstanding(), Is.Empty, "the error path forgot a reference");
        });
    }

    [Test]
    public void AHugeFileGetsOneFolioOfOrder9AndFallsBackWhereAPageIsInTheWay()
    {
        GmemBench bench = new(GmemProfile.V11, flags: GmemFlags.AllowHugePage, size: 4 << 20);
        bench.Allocate(512 + 5, 1);
        Assert.That(bench.FolioAt(512).Order, Is.EqualTo(Order.Pmd), "the free 2 MiB around the page were not used");
        bench.Punch(512, 512);
        using (bench.Machine.RunAs(bench.Machine.CreateTask("small", 1)))
        {
            FolioResult small = bench.File.Mapping.Pages.GrabFolio(new PageIndex(700));
            small.Folio.Unlock();
            small.Folio.Put();
        }

        bench.Allocate(512, 512);
        Assert.Multiple(() =>
        {
            Assert.That(bench.FolioAt(512).Order, Is.EqualTo(Order.Zero));
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.EqualTo(512));
            Assert.That(bench.FolioAt(600).Has(FolioFlags.Uptodate), "v11 zeroes when it gets a folio");
        });
    }

    [Test]
    public void TheIndexWrapEndsTheLoop()
    {
        const long Largest = long.MaxValue - Page + 1;
        GmemBench bench = new(size: Largest);
        Assert.Multiple(() =>
        {
            Assert.That(bench.File.Fallocate(FallocateMode.KeepSize, new ByteOffset(Largest - Page), Page), Is.EqualTo(Errno.None));
            Assert.That(bench.File.Mapping.Pages.Count.Value, Is.EqualTo(1));
        });
    }

    /// <summary>Lets a number of page allocations succeed.</summary>
    private sealed class FailAfter(int successes) : IAllocationFaults
    {
        private int _left = successes;

        public bool FailsPages(Order order, GfpFlags gfp) => _left-- <= 0;
    }
}
