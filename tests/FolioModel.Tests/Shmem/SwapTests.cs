using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>S3 of the specification: the reference counts on the way out and in.</summary>
[TestFixture]
internal sealed class SwapTests : ShmemFixture
{
    [TestCase(HugePagePolicy.Never, 1)]
    [TestCase(HugePagePolicy.Always, 512)]
    public void On_the_way_out_the_counts_are_1_plus_2n_and_then_1_plus_n(HugePagePolicy huge, int pages)
    {
        CountingDevice device = new();
        Machine.Swap.SwapOn(2048, device);
        ReferenceLog log = new();
        ShmemFile file = NewFile(pages: 512, huge);
        file.Write(0, Page);
        Machine.Batches.DrainAll();
        Machine.Observer = log;

        SwapOut(file, 0);

        Assert.Multiple(() =>
        {
            Assert.That(log.CountAfter("add_to_swap_cache"), Is.EqualTo(1 + (2 * pages)), "in both caches");
            Assert.That(log.CountAfter("shmem_delete_from_page_cache"), Is.EqualTo(1 + pages), "in the swap cache only");
            Assert.That(device.CountAtWrite, Is.EqualTo(1 + pages), "writeback holds no reference");
            Assert.That(file.Mapping.Pages.OrderAt(PageIndex.Zero).Pages, Is.EqualTo(pages), "one swap entry of the folio's order");
            Assert.That(file.Swapped.Value, Is.EqualTo(pages));
        });
        AssertBalanced(file);
    }

    [Test]
    public void On_the_way_in_the_counts_are_1_plus_2_in_both_caches_and_then_1_plus_1()
    {
        SwapArea area = Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Write(0, Page);
        SwapOut(file, 0);
        ReferenceLog log = new();
        Machine.Observer = log;

        Folio folio = file.GetFolio(PageIndex.Zero, ShmemGetMode.Read).Folio;

        Assert.Multiple(() =>
        {
            Assert.That(log.CountAfter("shmem_add_to_page_cache"), Is.EqualTo(1 + 2 + 1), "caller, both caches, lru_add batch");
            Assert.That(log.CountAfter("delete_from_swap_cache"), Is.EqualTo(1 + 1 + 1));
            Assert.That(area.PagesInUse, Is.Zero, "the slot is free");
            Assert.That(folio.Has(FolioFlags.Dirty), Is.True);
        });
    }

    [Test]
    public void A_folio_somebody_holds_stays_in_memory()
    {
        Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Write(0, Page);
        Machine.Batches.DrainAll();
        Folio folio = FolioAt(file, 0);
        folio.Get();
        Assert.That(folio.Isolate(), Is.True);

        Assert.That(folio.Reclaim(), Is.Zero, "1 + n is expected, one more is there");
        Assert.That(FolioAt(file, 0), Is.EqualTo(folio));
        Assert.That(folio.Has(FolioFlags.Dirty), Is.True, "it was not written");
    }

    [Test]
    public void A_large_entry_is_split_when_one_page_of_it_comes_back()
    {
        SwapArea area = Machine.Swap.SwapOn(2048);
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);
        SwapOut(file, 0);
        SwapEntry first = SwapAt(file, 0);
        Assert.That(area.CountOf(first + 7), Is.EqualTo(1), "the file is the slot's one user");

        file.Read(7 * Page, 1);

        Assert.Multiple(() =>
        {
            Assert.That(area.CountOf(first + 7), Is.Zero, "nobody uses the slot of a page that is back");
            Assert.That(area.CountOf(first + 6), Is.EqualTo(1));
            Assert.That(FolioAt(file, 7).Order, Is.EqualTo(Order.Zero));
            Assert.That(SwapAt(file, 6), Is.EqualTo(first + 6));
            Assert.That(SwapAt(file, 511), Is.EqualTo(first + 511));
            Assert.That(area.PagesInUse, Is.EqualTo(511));
            Assert.That(file.Swapped.Value, Is.EqualTo(511));
        });
        AssertBalanced(file);
    }

    [Test]
    public void A_page_that_cannot_be_read_is_lost_for_good()
    {
        Machine.Swap.SwapOn(1024, new BrokenDevice());
        ShmemFile file = NewFile();
        file.Write(0, Page);
        SwapOut(file, 0);

        Assert.That(file.GetFolio(PageIndex.Zero, ShmemGetMode.Read).Error, Is.EqualTo(Errno.EIO));
        Assert.That(SwapAt(file, 0).IsPoisoned, Is.True);
        Assert.That(file.Read(0, 1).Error, Is.EqualTo(Errno.EIO), "also the next time, without asking the device");
        Machine.Batches.DrainAll();
        Assert.That(Machine.Ledger!.Outstanding(), Is.Empty);
    }

    [Test]
    public void Without_swap_a_dirty_folio_is_activated_instead()
    {
        ShmemFile file = NewFile();
        file.Write(0, Page);
        Machine.Batches.DrainAll();
        Folio folio = FolioAt(file, 0);
        folio.Get();
        folio.Isolate();
        folio.Put();

        Assert.That(folio.Reclaim(), Is.Zero);
        Assert.That(folio.Has(FolioFlags.Dirty | FolioFlags.Active), Is.True);
    }

    [Test]
    public void Swapoff_brings_every_page_back()
    {
        SwapArea area = Machine.Swap.SwapOn(2048);
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);
        SwapOut(file, 0);

        Assert.That(Machine.Swap.SwapOff(area), Is.EqualTo(Errno.None));

        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(512));
        Assert.That(file.Swapped.Value, Is.Zero);
        Assert.That(Machine.HasSwap, Is.False);
        AssertBalanced(file);
    }

    [Test]
    public void A_reservation_in_progress_is_not_swapped_because_it_may_have_to_be_undone()
    {
        Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Fallocate(FallocateMode.KeepSize, default, Page);
        SwapOut(file, 0);

        Assert.That(file.Swapped.Value, Is.EqualTo(1), "once fallocate is done the page is cleared and written like any other");
    }

    [Test]
    public void Punching_frees_the_slots_and_the_folio_that_only_the_swap_cache_holds()
    {
        HoldingDevice device = new();
        SwapArea area = Machine.Swap.SwapOn(1024, device);
        ShmemFile file = NewFile();
        file.Write(0, Page);
        Machine.Batches.DrainAll();
        Folio folio = FolioAt(file, 0);
        folio.Get();
        folio.Isolate();
        folio.Put();
        Assert.That(folio.Reclaim(), Is.Zero, "the device holds the folio, so it stays in the swap cache");
        Machine.Batches.DrainAll();
        folio.Put();
        Assert.That(folio.RefCount, Is.EqualTo(1), "swap cache 1");

        file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, default, Page);

        Assert.That(folio.IsAlive, Is.False);
        Assert.That(area.PagesInUse, Is.Zero);
        AssertBalanced(file);
    }

    private sealed class CountingDevice : SwapDevice
    {
        public int CountAtWrite { get; private set; }

        public override bool Write(Folio folio, SwapEntry entry)
        {
            CountAtWrite = folio.RefCount;
            return true;
        }
    }

    private sealed class HoldingDevice : SwapDevice
    {
        public override bool Write(Folio folio, SwapEntry entry)
        {
            folio.Get();
            return true;
        }
    }

    private sealed class BrokenDevice : SwapDevice
    {
        public override bool Read(Folio folio, SwapEntry entry) => false;
    }

    private sealed class ReferenceLog : IMachineObserver
    {
        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

        public int CountAfter(string function) => _counts.GetValueOrDefault(function);

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            if (kernelEvent.Kind == KernelEventKind.PageRefMod)
            {
                _counts[kernelEvent.Function] = kernelEvent.Count;
            }
        }
    }
}
