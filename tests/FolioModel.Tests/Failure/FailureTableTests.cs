using FolioModel.Gmem;
using FolioModel.Hugetlb;
using FolioModel.Shmem;

namespace FolioModel.Tests.Failure;

/// <summary>
/// The cases of memory failure that no program can bring about from outside, and what invariants say of wrong states. Those that a program
/// can bring about are in the recording <c>poison_cases</c>.
/// </summary>
[TestFixture]
internal sealed class FailureTableTests
{
    private Machine _machine = null!;

    [SetUp]
    public void CreateMachine() => _machine = new Machine(new MachineOptions { Pages = 1 << 13, Ledger = true, LockChecking = true });

    [Test]
    public void A_page_inside_a_block_that_is_no_folio_is_marked_and_nothing_is_held()
    {
        Pfn block = _machine.Allocator.AllocatePages(new Order(2), GfpFlags.Kernel)!.Value;
        Pfn bad = block.Plus(2);

        Assert.That(_machine.MemoryFailure(bad), Is.EqualTo(Errno.EBUSY));
        Assert.That((_machine.IsPoisoned(bad), _machine.Statistics.Poisoned), Is.EqualTo((true, 1L)));
        Assert.That(_machine.SoftOffline(bad), Is.EqualTo(Errno.None), "it is known to be bad");
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void A_frame_that_is_no_memory_does_not_fail() =>
        Assert.That((_machine.MemoryFailure(new Pfn(1 << 13)), _machine.SoftOffline(new Pfn(1 << 13))),
            Is.EqualTo((Errno.ENXIO, Errno.ENXIO)));

    [Test]
    public void An_isolated_page_that_failed_is_dropped_by_reclaim_and_stays_with_its_file()
    {
        Folio folio = Cached(Order.Zero);
        Assert.That(folio.Isolate());
        Assert.That(_machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.EBUSY));

        Assert.That(folio.Reclaim(), Is.Zero);

        Assert.That(folio.Holders.Single().Kind, Is.EqualTo(HolderKind.PageCache), "neither isolation nor memory failure holds it");
        Assert.That(folio.Has(FolioFlags.Lru), Is.False);
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void A_large_folio_of_which_a_page_failed_is_kept_by_reclaim()
    {
        Folio folio = Cached(new Order(2));
        folio.Get();
        Assert.That(_machine.MemoryFailure(folio.Pfn.Plus(1)), Is.EqualTo(Errno.EHWPOISON), "somebody holds it: it cannot be split");
        folio.Put();
        Assert.That(folio.Isolate());

        Assert.That(folio.Reclaim(), Is.Zero);

        _machine.Batches.DrainAll();
        Assert.That(folio.Flags & (FolioFlags.Lru | FolioFlags.HasHwPoisoned),
            Is.EqualTo(FolioFlags.Lru | FolioFlags.HasHwPoisoned), "it waits on its list for the next failure");
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    public void After_a_later_split_only_the_part_with_the_bad_page_says_that_a_part_failed(int order, bool says)
    {
        Folio folio = Cached(new Order(3));
        folio.Get();
        Assert.That(_machine.MemoryFailure(folio.Pfn.Plus(5)), Is.EqualTo(Errno.EHWPOISON));
        Assert.That(folio.Has(FolioFlags.HasHwPoisoned));
        folio.Lock();

        Assert.That(folio.Split(new Order(order)), Is.EqualTo(Errno.None));

        folio.Unlock();
        folio.Put();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_machine.PeekFolio(folio.Pfn).Has(FolioFlags.HasHwPoisoned), Is.False);
            Assert.That(_machine.PeekFolio(folio.Pfn.Plus(5)).Has(FolioFlags.HasHwPoisoned), Is.EqualTo(says));
            Assert.That(_machine.IsPoisoned(folio.Pfn.Plus(5)));
            Assert.That(_machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void A_part_that_failed_unsplit_is_lost_even_when_it_is_declared_sound_again()
    {
        Folio folio = Cached(new Order(2));
        folio.Get();
        Pfn bad = folio.Pfn.Plus(1);
        Assert.That(_machine.MemoryFailure(bad), Is.EqualTo(Errno.EHWPOISON));
        folio.Lock();
        Assert.That(folio.Split(Order.Zero), Is.EqualTo(Errno.None));
        folio.Unlock();
        folio.Put();
        folio.Mapping!.Truncate(default, ByteOffset.ToEnd);
        Assert.That(_machine.StateOf(bad), Is.EqualTo(PageState.Offline));

        Assert.That(_machine.Unpoison(bad), Is.EqualTo(Errno.None));

        Assert.That((_machine.IsPoisoned(bad), _machine.StateOf(bad)), Is.EqualTo((false, PageState.Offline)), "6.12 forgets such a page");
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void A_page_of_a_guest_memfd_stays_in_the_file_and_is_not_given_to_the_guest()
    {
        VirtualMachine vm = new(_machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = vm.CreateGuestMemfd(4 * PageSize.Bytes, GmemFlags.None).File!;
        Assert.That(file.Fallocate(FallocateMode.KeepSize, default, 4 * PageSize.Bytes), Is.EqualTo(Errno.None));
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        Assert.That(_machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.EBUSY));

        Assert.That(folio.Holders.Select(static h => h.Kind), Is.EquivalentTo(new[] { HolderKind.PageCache, HolderKind.MemoryFailure }));
        Assert.That(folio.Flags & (FolioFlags.Lru | FolioFlags.Unevictable), Is.EqualTo(FolioFlags.None));
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_free_huge_page_is_dissolved_and_the_bad_page_alone_is_kept(bool soft)
    {
        HugePagePool pool = new(_machine);
        Assert.That(pool.Resize(2), Is.EqualTo(Errno.None));
        HugetlbFile file = pool.CreateMemfd();
        Assert.That(file.Fallocate(FallocateMode.None, default, pool.PageBytes), Is.EqualTo(Errno.None));
        Pfn bad = file.Peek(new HugeIndex(0)).Pfn.Plus(7);
        Assert.That(file.Truncate(0), Is.EqualTo(Errno.None));
        long free = _machine.Allocator.Totals.Free + _machine.Allocator.Totals.PerCpu;

        Assert.That(soft ? _machine.SoftOffline(bad) : _machine.MemoryFailure(bad), Is.EqualTo(Errno.None));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((pool.Total, pool.Free), Is.EqualTo((1L, 1L)));
            Assert.That(_machine.Allocator.Totals.Free + _machine.Allocator.Totals.PerCpu, Is.EqualTo(free + 511));
            Assert.That(_machine.PeekFolio(bad).Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
            Assert.That(_machine.Statistics.Poisoned, Is.EqualTo(1));
            Assert.That(_machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void A_huge_page_in_use_stays_in_its_file_and_each_bad_page_of_it_counts()
    {
        HugePagePool pool = new(_machine);
        Assert.That(pool.Resize(2), Is.EqualTo(Errno.None));
        HugetlbFile file = pool.CreateMemfd();
        Assert.That(file.Fallocate(FallocateMode.None, default, pool.PageBytes), Is.EqualTo(Errno.None));
        Folio folio = file.Peek(new HugeIndex(0));

        Errno[] results = [.. new[] { 3, 3, 4 }.Select(page => _machine.MemoryFailure(folio.Pfn.Plus(page)))];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(results, Is.EqualTo(new[] { Errno.None, Errno.EHWPOISON, Errno.EHWPOISON }));
            Assert.That((folio.RefCount, _machine.Statistics.Poisoned), Is.EqualTo((513, 2L)));
            Assert.That(folio.Has(FolioFlags.HasHwPoisoned), Is.False, "that flag is for folios of no pool");
            Assert.That(_machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void A_write_through_a_clean_mapping_of_a_file_on_a_disk_is_noticed_again_after_writeback()
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "disk", Size = 4 * PageSize.Bytes });
        ProcessMemory process = _machine.CreateProcess("writer");
        MappedArea area = process.Map(file, PageIndex.Zero, 4, MapOptions.Shared | MapOptions.Writable);
        process.Touch(area.First, write: false);
        Folio folio = process.FolioAt(area.First);
        Assert.That(folio.Has(FolioFlags.Dirty), Is.False);

        process.Touch(area.First, write: true);
        Assert.That(folio.Has(FolioFlags.Dirty), "the first write faults");
        folio.Lock();
        Assert.That(folio.ClearDirtyForIo());
        folio.StartWriteback();
        folio.Unlock();
        folio.EndWriteback();
        process.Touch(area.First, write: true);

        Assert.That(folio.Has(FolioFlags.Dirty), "so does the first one after it was written back");
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void Lost_contents_are_told_once_by_fsync()
    {
        Folio folio = Cached(Order.Zero);
        AddressSpace file = folio.Mapping!;
        folio.MarkDirty();

        Assert.That(_machine.MemoryFailure(folio.Pfn), Is.EqualTo(Errno.None));

        Assert.That((file.TakeWriteError(), file.TakeWriteError()), Is.EqualTo((Errno.EIO, Errno.None)));
    }

    [Test]
    public void Invariants_see_a_reference_of_memory_failure_where_none_is_due()
    {
        Folio folio = Cached(Order.Zero);
        _machine.References.Get(folio.Pfn.Value, HolderKind.MemoryFailure, 0, "test");
        Assert.That(_machine.Validate().Select(static v => v.Invariant), Does.Contain(FailureInvariants.FailureHoldsWhatItHandled));
    }

    [Test]
    public void Invariants_see_a_poisoned_page_on_a_free_list()
    {
        _machine.Allocator.DrainAllPages();
        _machine.Map[100].Flags |= FolioFlags.HwPoison;
        _machine.Statistics.Poisoned++;
        Assert.That(_machine.Validate().Select(static v => v.Invariant), Does.Contain(FailureInvariants.PoisonedPageIsOnNoFreeList));
    }

    [Test]
    public void Invariants_see_a_handled_page_on_a_list()
    {
        Folio folio = Cached(Order.Zero);
        folio.Page.Flags |= FolioFlags.HwPoison;
        _machine.Statistics.Poisoned++;
        _machine.References.Get(folio.Pfn.Value, HolderKind.MemoryFailure, 0, "test");
        Assert.That(_machine.Validate().Select(static v => v.Invariant), Does.Contain(FailureInvariants.HandledFailureIsOffTheLru));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Invariants_see_the_flag_of_a_large_folio_without_a_bad_page_and_the_reverse(bool flag)
    {
        Folio folio = Cached(new Order(2));
        folio.Get();
        if (!flag)
        {
            Assert.That(_machine.MemoryFailure(folio.Pfn.Plus(1)), Is.EqualTo(Errno.EHWPOISON));
        }

        folio.Put();
        Assert.That(_machine.Validate(), Is.Empty);
        folio.Page.Flags ^= FolioFlags.HasHwPoisoned;
        Assert.That(_machine.Validate().Select(static v => v.Invariant), Does.Contain(FailureInvariants.PartFailedFlagMeansABadPage));
    }

    private Folio Cached(Order order)
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = Order.Pmd, Size = 64 * PageSize.Bytes });
        Folio folio = _machine.Allocator.AllocateFolio(order, GfpFlags.HighUserMovable);
        folio.Lock();
        Assert.That(file.Pages.AddFolio(folio, PageIndex.Zero, GfpFlags.HighUserMovable), Is.EqualTo(Errno.None));
        folio.MarkUptodate();
        folio.Unlock();
        folio.Put();
        _machine.Batches.DrainAll();
        return folio;
    }
}
