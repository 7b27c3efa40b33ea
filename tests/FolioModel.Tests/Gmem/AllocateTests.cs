using FolioModel.Gmem;

namespace FolioModel.Tests.Gmem;

[TestFixture]
internal sealed class AllocateTests
{
    private const long Page = GmemFixture.Page;

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
    [TestCase(1, GmemFixture.Pages * Page, Page, Errno.EINVAL, TestName = "{m}: allocation behind the file")]
    [TestCase(1, (GmemFixture.Pages - 1) * Page, 2 * Page, Errno.EINVAL, TestName = "{m}: allocation over the end of the file")]
    [TestCase(3, GmemFixture.Pages * Page, Page, Errno.None, TestName = "{m}: punching behind the file finds nothing")]
    public void FallocateAnswersAsTheKernelDoes(int mode, long offset, long length, Errno expected)
    {
        GmemFixture fixture = new();
        Assert.Multiple(() =>
        {
            Assert.That(fixture.File.Fallocate((FallocateMode)mode, new ByteOffset(offset), length), Is.EqualTo(expected));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.Zero, "a refused call left pages behind");
        });
    }

    [Test]
    public void AllocatedFoliosAreHeldByThePageCacheAndABatchSlotUntilTheDrain()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 3);
        Assert.That(fixture.FolioAt(1).RefCount, Is.EqualTo(2));
        fixture.Machine.Batches.DrainAll();
        Assert.Multiple(() =>
        {
            Assert.That(fixture.FolioAt(1).RefCount, Is.EqualTo(1), "the batch kept its reference after the drain");
            Assert.That(fixture.FolioAt(1).Flags, Is.EqualTo(FolioFlags.Referenced | FolioFlags.Lru | FolioFlags.Unevictable));
            Assert.That(fixture.Machine.Lru[LruListKind.Unevictable].Pages.Value, Is.EqualTo(3));
        });
    }

    [Test]
    public void AllocatingTwiceChangesNothing()
    {
        GmemFixture fixture = new();
        fixture.Allocate(0, 8);
        fixture.Machine.Batches.DrainAll();
        Pfn before = fixture.FolioAt(3).Pfn;
        Assert.That(fixture.Allocate(0, 8), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That(fixture.FolioAt(3).Pfn, Is.EqualTo(before));
            Assert.That(fixture.FolioAt(3).RefCount, Is.EqualTo(1), "a hit left a reference behind");
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(8));
        });
    }

    [Test]
    public void ASignalStopsBeforeTheFirstFolio()
    {
        GmemFixture fixture = new();
        fixture.Machine.Current.SignalPending = true;
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Allocate(0, 8), Is.EqualTo(Errno.EINTR));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.Zero);
            Assert.That(fixture.File.Mapping.InvalidateLock.Readers, Is.Zero, "the invalidate lock was kept");
        });
    }

    [Test]
    public void RunningOutOfMemoryKeepsWhatWasAllocated([Range(0, 4)] int successes)
    {
        GmemFixture fixture = new(faults: new FailAfter(successes));
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Allocate(0, 8), Is.EqualTo(Errno.ENOMEM));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(successes));
            Assert.That(fixture.File.Mapping.InvalidateLock.Readers, Is.Zero, "the invalidate lock was kept");
            Assert.That(fixture.Machine.Ledger!.Outstanding(), Is.Empty, "the error path forgot a reference");
        });
    }

    [Test]
    public void AHugeFileGetsOneFolioOfOrder9AndFallsBackWhereAPageIsInTheWay()
    {
        GmemFixture fixture = new(GmemProfile.V11, flags: GmemFlags.AllowHugePage, size: 4 << 20);
        fixture.Allocate(512 + 5, 1);
        Assert.That(fixture.FolioAt(512).Order, Is.EqualTo(Order.Pmd), "the free 2 MiB around the page were not used");
        fixture.Punch(512, 512);
        using (fixture.Machine.RunAs(fixture.Machine.CreateTask("small", 1)))
        {
            FolioResult small = fixture.File.Mapping.Pages.GrabFolio(new PageIndex(700));
            small.Folio.Unlock();
            small.Folio.Put();
        }

        fixture.Allocate(512, 512);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.FolioAt(512).Order, Is.EqualTo(Order.Zero));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(512));
            Assert.That(fixture.FolioAt(600).Has(FolioFlags.Uptodate), "v11 zeroes when it gets a folio");
        });
    }

    [Test]
    public void TheIndexWrapEndsTheLoop()
    {
        const long Largest = long.MaxValue - Page + 1;
        GmemFixture fixture = new(size: Largest);
        Assert.Multiple(() =>
        {
            Assert.That(fixture.File.Fallocate(FallocateMode.KeepSize, new ByteOffset(Largest - Page), Page), Is.EqualTo(Errno.None));
            Assert.That(fixture.File.Mapping.Pages.Count.Value, Is.EqualTo(1));
        });
    }

    /// <summary>Lets a number of page allocations succeed.</summary>
    private sealed class FailAfter(int successes) : IAllocationFaults
    {
        private int _left = successes;

        public bool FailsPages(Order order, GfpFlags gfp) => _left-- <= 0;
    }
}
