using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>S4 of the specification: punching over swap entries, and what happens to folios that the hole cuts through.</summary>
[TestFixture]
internal sealed class PunchTests : ShmemFixture
{
    private const FallocateMode Punch = FallocateMode.PunchHole | FallocateMode.KeepSize;

    [TestCase(0, 512, 0)]
    [TestCase(0, 1, 511)]
    [TestCase(511, 1, 511)]
    [TestCase(100, 312, 200)]
    public void A_hole_in_a_large_swap_entry_frees_exactly_its_pages(int first, int pages, int left)
    {
        SwapArea area = Machine.Swap.SwapOn(2048);
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);
        SwapOut(file, 0);

        file.Fallocate(Punch, new ByteOffset(first * (long)Page), pages * (long)Page);

        Assert.Multiple(() =>
        {
            Assert.That(file.Swapped.Value + file.Mapping.Pages.Count.Value, Is.EqualTo(left));
            Assert.That(area.PagesInUse, Is.EqualTo(file.Swapped.Value), "I-106: the swap values are exactly the slots in use");
            Assert.That(Enumerable.Range(first, pages),
                Has.All.Matches<int>(page => file.Mapping.Pages.Peek(new PageIndex((ulong)page)).IsEmpty));
        });
        AssertBalanced(file);
    }

    [Test]
    public void The_ends_of_an_unaligned_hole_come_back_from_swap_to_be_zeroed()
    {
        Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Write(0, 4 * Page);
        for (ulong page = 0; page < 4; page++)
        {
            SwapOut(file, page);
        }

        file.Fallocate(Punch, new ByteOffset(Page + 100), 2 * Page);

        Assert.Multiple(() =>
        {
            Assert.That(FolioAt(file, 1).Has(FolioFlags.Dirty), Is.True);
            Assert.That(file.Mapping.Pages.Peek(new PageIndex(2)).IsEmpty, Is.True, "wholly inside");
            Assert.That(FolioAt(file, 3).Has(FolioFlags.Dirty), Is.True);
            Assert.That(file.Mapping.Pages.Peek(PageIndex.Zero).IsValue, Is.True, "not touched");
        });
        AssertBalanced(file);
    }

    [Test]
    public void Punching_one_page_of_a_huge_folio_splits_it()
    {
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);

        file.Fallocate(Punch, new ByteOffset(3 * Page), Page);

        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(511));
        Assert.That(FolioAt(file, 4).Order, Is.EqualTo(Order.Zero));
        Assert.That(Machine.Ledger!.Outstanding(), Is.Empty);
        AssertBalanced(file);
    }

    [Test]
    public void A_huge_folio_that_somebody_holds_stays_whole_with_the_data_beside_the_hole()
    {
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);
        Folio held = FolioAt(file, 0);
        held.Get();

        Assert.That(file.Fallocate(Punch, new ByteOffset(3 * Page), Page), Is.EqualTo(Errno.None));

        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(512), "shmem marks it dirty first, so that it is not dropped whole");
        Assert.That(held.Mapping, Is.SameAs(file.Mapping));
        held.Put();
    }

    [Test]
    public void Truncation_to_the_end_goes_on_behind_a_huge_folio_that_had_to_stay()
    {
        ShmemFile file = NewFile(pages: 1024, HugePagePolicy.Always);
        file.Write(0, 1024L * Page);
        Folio held = FolioAt(file, 0);
        held.Get();

        file.SetSize(10 * Page);

        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(512), "the first stays whole, the second is gone");
        held.Put();
    }

    [Test]
    public void A_file_that_goes_away_leaves_nothing_in_memory_or_in_swap()
    {
        SwapArea area = Machine.Swap.SwapOn(2048);
        ShmemFile file = NewFile(pages: 1024, HugePagePolicy.Always);
        file.Write(0, 600L * Page);
        SwapOut(file, 0);

        file.Close();

        Assert.That(area.PagesInUse, Is.Zero);
        Assert.That(file.Blocks, Is.Zero);
        Assert.That(Machine.Ledger!.Outstanding(), Is.Empty);
        Assert.That(Machine.Statistics.Shmem, Is.Zero);
    }
}
