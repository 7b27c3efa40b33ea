using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>A new size that cuts through what is swapped out.</summary>
[TestFixture]
internal sealed class TruncateTests : ShmemFixture
{
    [Test]
    public void A_size_within_a_page_splits_the_large_swap_entry_and_reads_that_page_back()
    {
        ShmemFile file = SwappedHugeFile();

        file.SetSize((5 * (long)Page) + 100);

        Assert.That(file.Mapping.Pages.Entries().Select(e => e.Index.Value), Is.EqualTo(new ulong[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(FolioAt(file, 5).IsNone, Is.False, "the page that is cut is in memory");
        Assert.That(file.Swapped.Value, Is.EqualTo(5), "those before it stay in swap");
        AssertBalanced(file);
    }

    [Test]
    public void A_size_on_a_pages_border_inside_a_swapped_large_folio_never_returns_and_the_model_says_so()
    {
        ShmemFile file = SwappedHugeFile();

        Assert.That(
            () => file.SetSize(5 * (long)Page),
            Throws.InstanceOf<KernelDeadlockException>().With.Message.Contains("shmem_undo_range").And.Message.Contains("page 5"));
    }

    private ShmemFile SwappedHugeFile()
    {
        Machine.Swap.SwapOn(2048);
        ShmemFile file = NewFile(pages: 512, HugePagePolicy.Always);
        file.Write(0, Page);
        SwapOut(file, 0);
        Assert.That(file.Mapping.Pages.OrderAt(PageIndex.Zero), Is.EqualTo(Order.Pmd), "it went out as one");
        return file;
    }
}
