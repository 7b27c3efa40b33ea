using FolioModel.Shmem;

namespace FolioModel.Tests.Rmap;

/// <summary>The pages that a fault brings in beside the page touched, and the entries that it makes.</summary>
[TestFixture]
internal sealed class FaultTests
{
    private const MapOptions Shared = MapOptions.Shared | MapOptions.Writable;

    private Machine _machine = null!;
    private ProcessMemory _process = null!;

    [SetUp]
    public void CreateMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 13, Ledger = true });
        _process = _machine.CreateProcess("test");
    }

    /// <summary>
    /// The mapping begins 5 pages into the 16 around the page: the window begins there too, and is not the shorter for it.
    /// </summary>
    [Test]
    public void The_neighbours_mapped_are_sixteen_from_the_start_of_the_mapping()
    {
        ShmemFile file = NewFile(32);
        file.Write(0, 32L * PageSize.Bytes);
        MappedArea area = _process.Map(file.Mapping, new PageIndex(5), 27, Shared);

        _process.Touch(area.First + 2, write: false);

        Assert.That(MappedPages(file), Is.EqualTo(Enumerable.Range(5, 16)));
    }

    [TestCase(512, 1024, 9)]
    [TestCase(511, 1024, 0)]
    [TestCase(512, 100, 9, Description = "the file may end inside")]
    public void A_fault_makes_a_huge_folio_only_where_the_mapping_has_all_of_it(int pagesMapped, int pagesOfFile, int order)
    {
        ShmemFile file = NewFile(pagesOfFile, HugePagePolicy.Always);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, pagesMapped, Shared);

        _process.Touch(area.First + 3, write: true);

        Assert.That(file.Mapping.Pages.Peek(new PageIndex(3)).Folio.Order, Is.EqualTo(new Order(order)));
    }

    /// <summary>
    /// The page before is taken without locks and only referenced; the hole ends that, and page 2 counts as used and as written.
    /// </summary>
    [Test]
    public void Behind_the_first_page_to_be_brought_in_all_that_is_pinned_counts_as_used()
    {
        ShmemFile file = NewFile(3);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 3, Shared);
        _process.Touch(area.First, write: false);
        _process.Touch(area.First + 2, write: false);
        _machine.Batches.DrainAll();

        IReadOnlyList<Folio> pinned = _process.Pin(area.First, 3, write: true);
        IReadOnlyList<Folio> again = _process.Pin(area.First, 3, write: true);

        Assert.Multiple(() =>
        {
            Assert.That(pinned[0].Has(FolioFlags.Dirty), Is.False, "nothing was written yet, and nobody looked at the entry");
            Assert.That(pinned[2].Has(FolioFlags.Dirty), Is.True);
            Assert.That(pinned.Concat(again).All(folio => folio.Has(FolioFlags.Referenced)));
            Assert.That(pinned.All(folio => !folio.Has(FolioFlags.Active)), "the second pin was without locks");
        });
    }

    [Test]
    public void Pinning_a_part_of_2_MiB_just_mapped_leaves_the_folio_unreferenced()
    {
        ShmemFile file = NewFile(512, HugePagePolicy.Always);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 512, Shared);

        Folio folio = _process.Pin(area.First + 100, 1, write: true)[0];
        Assert.That(folio.Has(FolioFlags.Referenced), Is.False, "the use is noted in the entry");

        _process.Pin(area.First + 200, 1, write: true);
        Assert.That(folio.Has(FolioFlags.Referenced), "taken without locks this time");
    }

    /// <summary>In the kernel's computation page 0 ends before it begins, which as an unsigned number is the end of everything.</summary>
    [TestCase(0, 100, new int[0])]
    [TestCase(10, 100, new[] { 0 })]
    [TestCase(0, 4096, new[] { 1, 2, 3 })]
    [TestCase(4096, 100, new[] { 0, 1, 2, 3 })]
    public void A_hole_inside_page_0_unmaps_all_pages_behind_it(int offset, int length, int[] stillMapped)
    {
        ShmemFile file = NewFile(4);
        file.Write(0, 4L * PageSize.Bytes);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 4, Shared);
        _process.Touch(area.First, write: false);

        Assert.That(file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset(offset), length),
            Is.EqualTo(Errno.None));

        Assert.That(MappedPages(file), Is.EqualTo(stillMapped));
    }

    [Test]
    public void Unlocking_what_is_not_locked_does_not_cut_through_a_mapping_of_2_MiB()
    {
        ShmemFile file = NewFile(512, HugePagePolicy.Always);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 512, Shared);
        _process.Touch(area.First, write: true);

        _process.Unlock(area.First + 7, 3);

        Assert.That(file.Mapping.Pages.Peek(PageIndex.Zero).Folio.EntireMapCount, Is.EqualTo(1));
        Assert.That(file.Mapping.Areas, Has.Count.EqualTo(1));
    }

    [Test]
    public void Locking_beyond_the_end_of_the_file_fails_but_drains_the_batches()
    {
        ShmemFile file = NewFile(1);
        file.Write(0, 1);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 2, Shared);
        _process.Lock(area.First + 1, 1);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        _process.Touch(area.First, write: false);
        Assert.That(_machine.Batches.CountOf(0, LruBatchKind.Add), Is.Zero);

        ShmemFile other = NewFile(1);
        other.Write(0, 1);
        Assert.That(_machine.Batches.CountOf(0, LruBatchKind.Add), Is.EqualTo(1));
        Assert.That(_process.Lock(area.First + 1, 1), Is.EqualTo(Errno.ENOMEM), "locked already, so only the bringing in is left to do");
        Assert.That((_machine.Batches.CountOf(0, LruBatchKind.Add), folio.MapCount), Is.EqualTo((0, 1)));
    }

    /// <summary>
    /// The mapping made later shows the file from an earlier page: it is unmapped first, while the folio is still locked in memory.
    /// </summary>
    [Test]
    public void Mappings_are_unmapped_by_rising_index_of_the_file()
    {
        ShmemFile file = NewFile(4);
        file.Write(0, 4L * PageSize.Bytes);
        MappedArea late = _process.Map(file.Mapping, new PageIndex(2), 2, Shared);
        MappedArea early = _process.Map(file.Mapping, PageIndex.Zero, 4, Shared);

        Assert.That(file.Mapping.Areas, Is.EqualTo(new[] { early, late }));
    }

    [Test]
    public void Locking_a_whole_mapping_leaves_its_turn_in_unmapping()
    {
        ShmemFile file = NewFile(4);
        MappedArea first = _process.Map(file.Mapping, PageIndex.Zero, 4, Shared);
        MappedArea second = _process.Map(file.Mapping, PageIndex.Zero, 4, Shared);

        _process.Lock(first.First, 4);
        Assert.That(file.Mapping.Areas.Select(area => area.First), Is.EqualTo(new[] { first.First, second.First }));

        _process.Unlock(first.First, 2);
        Assert.That(
            file.Mapping.Areas.Select(area => area.First),
            Is.EqualTo(new[] { second.First, first.First, first.First + 2 }),
            "a part that was cut off is a new mapping of its pages");
    }

    private ShmemFile NewFile(int pages, HugePagePolicy huge = HugePagePolicy.Never) =>
        new ShmemMount(_machine).CreateFile(new ShmemOptions { Name = "file", Size = (long)pages * PageSize.Bytes, HugePages = huge });

    private static IEnumerable<int> MappedPages(ShmemFile file) =>
        Enumerable.Range(0, (int)(file.Size / PageSize.Bytes))
            .Where(page => file.Mapping.Pages.Peek(new PageIndex((ulong)page)) is { IsFolio: true } entry && entry.Folio.IsMapped);
}
