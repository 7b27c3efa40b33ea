using FolioModel.Shmem;

namespace FolioModel.Tests.Rmap;

/// <summary>Page tables as holders: what takes a reference and what gives it back.</summary>
[TestFixture]
internal sealed class MappingTests
{
    private const MapOptions Shared = MapOptions.Shared | MapOptions.Writable;
    private const MapOptions Private = MapOptions.Writable;

    private Machine _machine = null!;
    private ProcessMemory _process = null!;

    [SetUp]
    public void CreateMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 13, Ledger = true });
        _process = _machine.CreateProcess("test");
    }

    [Test]
    public void A_mapping_owns_nothing_until_it_is_touched_and_then_one_reference()
    {
        ShmemFile file = NewFile(8);
        file.Write(0, PageSize.Bytes);
        _machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 8, Shared);
        Assert.That(folio.RefCount, Is.EqualTo(1));
        Assert.That(file.Mapping.Areas, Is.EqualTo(new[] { area }), "the file does not know who maps it");

        _process.Touch(area.First, write: false);
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((2, 1)), "page cache 1 + page table 1");

        _process.Unmap(area.First, 8);
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((1, 0)));
        Assert.That(file.Mapping.Areas, Is.Empty);
    }

    [Test]
    public void A_mapping_of_2_MiB_owns_one_reference_and_a_cut_through_it_drops_it_whole()
    {
        ShmemFile file = NewFile(512, HugePagePolicy.Always);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 512, Shared);

        _process.Touch(area.First + 5, write: true);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.That((folio.RefCount, folio.MapCount, folio.EntireMapCount, folio.PagesMapped), Is.EqualTo((513, 1, 1, 0)));

        _process.Discard(area.First, 1);
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((512, 0)));
    }

    [Test]
    public void A_page_out_of_line_with_huge_pages_is_mapped_one_by_one()
    {
        ShmemFile file = NewFile(1024, HugePagePolicy.Always);
        file.Write(0, PageSize.Bytes);
        MappedArea area = _process.Map(file.Mapping, new PageIndex(1), 8, Shared);

        _process.Touch(area.First, write: true);
        _process.Touch(area.First + 1, write: true);

        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.That((folio.RefCount, folio.MapCount, folio.EntireMapCount, folio.PagesMapped), Is.EqualTo((514, 2, 0, 2)));
    }

    [Test]
    public void One_read_maps_the_cached_neighbours_too_but_one_write_does_not([Values] bool write)
    {
        ShmemFile file = NewFile(20);
        file.Write(0, 20L * PageSize.Bytes);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 20, Shared);

        _process.Touch(area.First + 3, write);

        int mapped = Enumerable.Range(0, 20).Count(page => file.Mapping.Pages.Peek(new PageIndex((ulong)page)).Folio.IsMapped);
        Assert.That(mapped, Is.EqualTo(write ? 1 : 16));
    }

    [Test]
    public void Fork_copies_no_entries_of_a_shared_file()
    {
        ShmemFile file = NewFile(1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, Shared);
        _process.Touch(area.First, write: true);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        ProcessMemory child = _process.Fork("child");
        Assert.That(folio.MapCount, Is.EqualTo(1));

        child.Touch(area.First, write: false);
        Assert.That(folio.MapCount, Is.EqualTo(2));
        child.Exit();
        Assert.That(folio.MapCount, Is.EqualTo(1));
    }

    [Test]
    public void Writing_a_private_page_makes_a_copy_that_only_the_page_table_holds()
    {
        ShmemFile file = NewFile(1);
        file.Write(0, 1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, Private);
        _process.Touch(area.First, write: false);

        _process.Touch(area.First, write: true);
        _machine.Batches.DrainAll();

        Folio copy = _process.FolioAt(area.First);
        Assert.That(file.Mapping.Pages.Peek(PageIndex.Zero).Folio.RefCount, Is.EqualTo(1), "the file's page is not mapped any more");
        Assert.That((copy.RefCount, copy.MapCount, copy.Has(FolioFlags.Anon)), Is.EqualTo((1, 1, true)));

        _process.Exit();
        Assert.That(copy.IsAlive, Is.False);
    }

    [Test]
    public void Touching_beyond_the_end_of_the_file_is_a_bus_error()
    {
        ShmemFile file = NewFile(1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 2, Shared);

        Assert.That(_process.Touch(area.First + 1, write: true), Is.EqualTo(TouchResult.BusError));
        Assert.That(_process.Touch(area.End, write: true), Is.EqualTo(TouchResult.SegmentationFault));
    }

    [Test]
    public void A_pin_of_a_small_folio_counts_1024_and_keeps_it_when_it_is_punched()
    {
        ShmemFile file = NewFile(1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, Shared);
        Folio folio = _process.Pin(area.First, 1, write: true)[0];
        _machine.Batches.DrainAll();
        Assert.That(folio.RefCount, Is.EqualTo(1 + 1 + Folio.PinBias), "page cache, page table, pin");

        file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, default, PageSize.Bytes);
        Assert.That(folio.RefCount, Is.EqualTo(Folio.PinBias), "memory stays, the place in the file is gone");

        folio.Unpin();
        Assert.That(folio.IsAlive, Is.False);
    }

    [Test]
    public void A_pin_of_a_large_folio_counts_one_and_is_counted_apart()
    {
        ShmemFile file = NewFile(512, HugePagePolicy.Always);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 512, Shared);

        IReadOnlyList<Folio> pages = _process.Pin(area.First, 3, write: true);

        Assert.That((pages[0].RefCount, pages[0].PinCount), Is.EqualTo((512 + 1 + 3, 3)));
        pages[0].Unpin(3);
        Assert.That((pages[0].RefCount, pages[0].PinCount, pages[0].MaybePinned), Is.EqualTo((513, 0, false)));
    }

    [Test]
    public void A_reference_somebody_got_is_not_a_pin_and_unpinning_it_is_caught()
    {
        ShmemFile file = NewFile(1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, Shared);
        Folio folio = _process.Get(area.First, 1, write: true)[0];

        Assert.That(() => folio.Unpin(), Throws.InstanceOf<KernelBugException>().Or.InstanceOf<LedgerViolationException>());
    }

    [Test]
    public void Locked_memory_is_unevictable_until_it_is_unlocked()
    {
        ShmemFile file = NewFile(4);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 4, Shared);
        _process.Touch(area.First, write: true);
        _machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        Assert.That(_process.Lock(area.First, 1), Is.EqualTo(Errno.None));
        Assert.That(folio.Has(FolioFlags.Mlocked | FolioFlags.Unevictable), Is.True);
        Assert.That(folio.RefCount, Is.EqualTo(2), "being locked owns no reference");
        Assert.That(_process.PageOut(area.First, 1), Is.EqualTo(Errno.EINVAL));

        _process.Unlock(area.First, 1);
        _machine.Batches.DrainAll();
        Assert.That(folio.Flags & (FolioFlags.Mlocked | FolioFlags.Unevictable), Is.EqualTo(FolioFlags.None));
    }

    [Test]
    public void A_folio_mapped_twice_is_not_paged_out_on_one_process_s_advice()
    {
        _machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile(1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 1, Shared);
        _process.Touch(area.First, write: true);
        ProcessMemory child = _process.Fork("child");
        child.Touch(area.First, write: true);
        _machine.Batches.DrainAll();

        _process.PageOut(area.First, 1);
        Assert.That(file.Swapped.Value, Is.Zero);

        child.Exit();
        _machine.Batches.DrainAll();
        _process.PageOut(area.First, 1);
        Assert.That(file.Swapped.Value, Is.EqualTo(1));
    }

    private ShmemFile NewFile(int pages, HugePagePolicy huge = HugePagePolicy.Never) =>
        new ShmemMount(_machine).CreateFile(new ShmemOptions { Size = pages * (long)PageSize.Bytes, HugePages = huge });
}
