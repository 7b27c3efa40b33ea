using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>S1 of the specification: every mode on every kind of entry.</summary>
[TestFixture]
internal sealed class GetFolioTests : ShmemFixture
{
    [TestCase(ShmemGetMode.Read, Errno.None)]
    [TestCase(ShmemGetMode.NoAllocate, Errno.ENOENT)]
    public void A_hole_stays_a_hole_when_only_looked_at(ShmemGetMode mode, Errno expected)
    {
        ShmemFile file = NewFile();

        FolioResult result = file.GetFolio(new PageIndex(3), mode);

        Assert.Multiple(() =>
        {
            Assert.That(result.Error, Is.EqualTo(expected));
            Assert.That(result.Folio.IsNone, Is.True);
            Assert.That(file.Mapping.Pages.Count.Value, Is.Zero);
        });
    }

    [TestCase(ShmemGetMode.Cache, FolioFlags.Uptodate, FolioFlags.Referenced)]
    [TestCase(ShmemGetMode.Write, FolioFlags.Referenced, FolioFlags.Uptodate)]
    [TestCase(ShmemGetMode.Fallocate, FolioFlags.SwapBacked, FolioFlags.Uptodate)]
    public void A_hole_is_filled_with_a_folio_of_three_references(ShmemGetMode mode, FolioFlags set, FolioFlags clear)
    {
        ShmemFile file = NewFile();

        Folio folio = file.GetFolio(new PageIndex(3), mode).Folio;

        Assert.Multiple(() =>
        {
            Assert.That(folio.RefCount, Is.EqualTo(3), "caller 1 + page cache 1 + lru_add batch 1");
            Assert.That(folio.IsLocked, Is.True);
            Assert.That(folio.Has(set), Is.True, $"{mode} sets {set}");
            Assert.That(folio.Flags & clear, Is.EqualTo(FolioFlags.None), $"{mode} does not set {clear}");
            Assert.That(folio.Has(FolioFlags.Dirty), Is.False, "only fallocate and write mark it dirty");
        });
        AssertBalanced(file);
    }

    [TestCase(ShmemGetMode.Read)]
    [TestCase(ShmemGetMode.NoAllocate)]
    [TestCase(ShmemGetMode.Cache)]
    [TestCase(ShmemGetMode.Write)]
    [TestCase(ShmemGetMode.Fallocate)]
    public void A_written_folio_is_found_by_every_mode(ShmemGetMode mode)
    {
        ShmemFile file = NewFile();
        file.Write(0, 1);

        FolioResult result = file.GetFolio(PageIndex.Zero, mode);

        Assert.That(result.Folio, Is.EqualTo(FolioAt(file, 0)));
        Assert.That(result.Folio.RefCount, Is.EqualTo(3), "a hit takes exactly one reference");
    }

    [Test]
    public void A_reserved_folio_reads_as_a_hole()
    {
        ShmemFile file = NewFile();
        file.Fallocate(FallocateMode.KeepSize, default, Page);

        FolioResult result = file.GetFolio(PageIndex.Zero, ShmemGetMode.Read);

        Assert.That(result.IsOk && result.Folio.IsNone, Is.True);
        Assert.That(FolioAt(file, 0).RefCount, Is.EqualTo(2), "the reference of the lookup was given back");
    }

    [TestCase(ShmemGetMode.NoAllocate, true)]
    [TestCase(ShmemGetMode.Cache, true)]
    [TestCase(ShmemGetMode.Fallocate, true)]
    [TestCase(ShmemGetMode.Write, false)]
    public void A_reserved_folio_is_cleared_for_all_but_a_writer(ShmemGetMode mode, bool cleared)
    {
        ShmemFile file = NewFile();
        file.Fallocate(FallocateMode.KeepSize, default, Page);

        Folio folio = file.GetFolio(PageIndex.Zero, mode).Folio;

        Assert.That(folio.Has(FolioFlags.Uptodate), Is.EqualTo(cleared));
    }

    [TestCase(ShmemGetMode.Read, Errno.EINVAL)]
    [TestCase(ShmemGetMode.NoAllocate, Errno.EINVAL)]
    [TestCase(ShmemGetMode.Cache, Errno.EINVAL)]
    [TestCase(ShmemGetMode.Write, Errno.None)]
    [TestCase(ShmemGetMode.Fallocate, Errno.None)]
    public void Only_writing_and_reserving_go_beyond_the_size(ShmemGetMode mode, Errno expected)
    {
        ShmemFile file = NewFile(pages: 2);

        Assert.That(file.GetFolio(new PageIndex(2), mode).Error, Is.EqualTo(expected));
    }

    [Test]
    public void No_file_reaches_beyond_the_largest_offset()
    {
        ShmemFile file = NewFile();

        Assert.That(file.GetFolio(new PageIndex(1UL << 52), ShmemGetMode.Write).Error, Is.EqualTo(Errno.EFBIG));
    }

    [TestCase(ShmemGetMode.Read)]
    [TestCase(ShmemGetMode.NoAllocate)]
    [TestCase(ShmemGetMode.Cache)]
    [TestCase(ShmemGetMode.Write)]
    [TestCase(ShmemGetMode.Fallocate)]
    public void A_swapped_page_comes_back_for_every_mode(ShmemGetMode mode)
    {
        Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Write(0, Page);
        SwapOut(file, 0);

        Folio folio = file.GetFolio(PageIndex.Zero, mode).Folio;

        Assert.Multiple(() =>
        {
            Assert.That(folio.Has(FolioFlags.Uptodate | FolioFlags.Dirty), Is.True, "its slot is gone, so it has no copy any more");
            Assert.That(folio.Has(FolioFlags.SwapCache), Is.False);
            Assert.That(folio.RefCount, Is.EqualTo(3), "caller 1 + page cache 1 + lru_add batch 1; the swap cache's is gone");
            Assert.That(file.Swapped.Value, Is.Zero);
        });
        AssertBalanced(file);
    }

    [Test]
    public void With_huge_pages_one_page_asked_for_makes_an_aligned_folio_of_512()
    {
        ShmemFile file = NewFile(pages: 1024, HugePagePolicy.Always);

        Folio folio = file.GetFolio(new PageIndex(517), ShmemGetMode.Cache).Folio;

        Assert.Multiple(() =>
        {
            Assert.That(folio.Order, Is.EqualTo(Order.Pmd));
            Assert.That(folio.Index, Is.EqualTo(new PageIndex(512)));
            Assert.That(folio.RefCount, Is.EqualTo(513), "caller 1 + page cache 512; a large folio never rests in a batch");
        });
    }

    [Test]
    public void A_small_page_in_the_way_makes_the_next_one_small_too()
    {
        ShmemFile file = NewFile(pages: 1024, HugePagePolicy.WithinSize);
        Folio first = file.GetFolio(new PageIndex(1030), ShmemGetMode.Write).Folio;
        Assert.That(first.Order, Is.EqualTo(Order.Zero), "beyond the size within_size makes single pages");

        Assert.That(file.GetFolio(new PageIndex(1031), ShmemGetMode.Write, writeEnd: 2048L * Page).Folio.Order, Is.EqualTo(Order.Zero));
        Assert.That(file.GetFolio(new PageIndex(100), ShmemGetMode.Write).Folio.Order, Is.EqualTo(Order.Pmd));
    }
}
