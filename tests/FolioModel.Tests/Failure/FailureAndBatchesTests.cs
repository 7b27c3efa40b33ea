using FolioModel.Rmap;
using FolioModel.Shmem;

namespace FolioModel.Tests.Failure;

/// <summary>Memory failure beside the LRU batches, and the use that <c>madvise</c> makes of a page. All was seen on 6.12.117.</summary>
[TestFixture]
internal sealed class FailureAndBatchesTests
{
    private Machine _machine = null!;
    private ShmemFile _file = null!;
    private ProcessMemory _process = null!;
    private VirtualPage _mapped;

    [SetUp]
    public void MapAFile()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 12, Ledger = true });
        _file = new ShmemMount(_machine).CreateFile(new ShmemOptions { Size = 8 * PageSize.Bytes });
        _process = _machine.CreateProcess("program");
        _mapped = _process.Map(_file.Mapping, PageIndex.Zero, 8, MapOptions.Writable | MapOptions.Shared).First;
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_page_in_a_batch_is_drained_and_taken_offline(bool dirty)
    {
        _process.Touch(_mapped, write: dirty);
        Pfn old = _process.FolioAt(_mapped).Pfn;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_process.SoftOffline(_mapped, 1), Is.EqualTo(Errno.None));
            Assert.That(_machine.IsPoisoned(old), Is.True);
            Assert.That(_process.FolioAt(_mapped).Pfn, Is.Not.EqualTo(old), "moved, and still mapped");
            Assert.That(_machine.PeekFolio(old).Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
        }
    }

    [Test]
    public void A_failure_drains_the_batches_although_its_own_page_waits_in_none()
    {
        _process.Touch(_mapped, write: true);
        _machine.Batches.DrainAll();
        _process.Touch(_mapped + 1, write: true);
        Folio neighbour = _process.FolioAt(_mapped + 1);
        Assert.That(neighbour.RefCount, Is.EqualTo(3), "page cache, page table and batch");
        _process.FailMemory(_mapped, 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(neighbour.RefCount, Is.EqualTo(2));
            Assert.That(neighbour.Has(FolioFlags.Lru), Is.True);
        }
    }

    [TestCase(true, FolioFlags.Referenced)]
    [TestCase(false, FolioFlags.None)]
    public void A_page_that_had_to_be_mapped_for_the_call_counts_as_used_once_more(bool mapped, FolioFlags left)
    {
        _process.Touch(_mapped, write: true);
        _machine.Batches.DrainAll();
        Folio folio = _process.FolioAt(_mapped);
        if (!mapped)
        {
            // The entry's accessed bit becomes the first use.
            _process.Discard(_mapped, 1);
        }

        _process.FailMemory(_mapped, 1);
        Assert.That(
            folio.Flags & (FolioFlags.Referenced | FolioFlags.Active), Is.EqualTo(left), "a second use activates, which failure undoes");
    }
}
