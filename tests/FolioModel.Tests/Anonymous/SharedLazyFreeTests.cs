using FolioModel.Swap;

namespace FolioModel.Tests.Anonymous;

/// <summary>What <c>MADV_FREE</c> of one process does to memory that others share with it.</summary>
[TestFixture]
internal sealed class SharedLazyFreeTests
{
    private Machine _machine = null!;
    private ProcessMemory _process = null!;
    private MappedArea _area = null!;

    [SetUp]
    public void CreateMachine() => CreateMachine(KernelProfile.Linux612);

    [TearDown]
    public void NothingIsLeft()
    {
        _machine.Batches.DrainAll();
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void Advice_of_a_child_takes_a_page_from_its_parent_that_came_back_past_the_swap_cache()
    {
        (Folio folio, ProcessMemory child) = ForkAfterSwapIn();
        Assert.That((folio.Has(FolioFlags.SwapCache), folio.Has(FolioFlags.Dirty)), Is.EqualTo((false, false)));

        child.FreeLazily(_area.First, 1);
        _machine.Batches.Drain();
        Assert.That(ReclaimOnce(folio), Is.EqualTo(1));
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.None), "the parent's contents are lost, as in 6.12");
    }

    [Test]
    public void Advice_of_a_child_leaves_a_page_to_its_parent_that_wrote_it()
    {
        Folio folio = Write(0);
        ProcessMemory child = _process.Fork("child");
        child.FreeLazily(_area.First, 1);
        _machine.Batches.Drain();
        Assert.That(ReclaimOnce(folio), Is.Zero, "the parent's entry is dirty");
        Assert.That(_process.FolioAt(_area.First), Is.EqualTo(folio));
    }

    [Test]
    public void Advice_of_a_child_leaves_a_page_to_its_parent_where_every_page_comes_back_through_the_swap_cache()
    {
        CreateMachine(KernelProfile.Linux70);
        (Folio folio, ProcessMemory child) = ForkAfterSwapIn();
        child.FreeLazily(_area.First, 1);
        _machine.Batches.Drain();
        ReclaimOnce(folio);
        Assert.That(_process.EntryAt(_area.First), Is.Not.EqualTo(PageEntryKind.None), "it is in the swap cache, and shared");
    }

    [Test]
    public void A_page_that_gives_up_its_slot_is_dirty()
    {
        Write(0);
        _process.PageOut(_area.First, 1);
        ProcessMemory child = _process.Fork("child");
        _process.Touch(_area.First, write: false);
        child.Touch(_area.First, write: false);
        Folio folio = child.FolioAt(_area.First);
        Assert.That((folio.Has(FolioFlags.SwapCache), folio.Has(FolioFlags.Dirty)), Is.EqualTo((true, false)));
        folio.Lock();
        Assert.That(_machine.Swap.FreeSwapOf(folio), Is.True);
        folio.Unlock();
        Assert.That(folio.Has(FolioFlags.Dirty), Is.True, "its contents are nowhere else");

        child.FreeLazily(_area.First, 1);
        _machine.Batches.Drain();
        Assert.That(folio.Has(FolioFlags.SwapBacked), Is.True, "a dirty page that is shared stays");
    }

    private void CreateMachine(KernelProfile profile)
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 12, Cpus = 1, Ledger = true, Profile = profile });
        _machine.Swap.SwapOn(1024);
        _process = _machine.CreateProcess("test");
        _area = _process.MapAnonymous(64);
    }

    private Folio Write(int page)
    {
        Assert.That(_process.Touch(_area.First + page, write: true), Is.EqualTo(TouchResult.Done));
        return _process.FolioAt(_area.First + page);
    }

    /// <summary>A page that was written, went to swap, was read again, and is then shared by fork.</summary>
    private (Folio Folio, ProcessMemory Child) ForkAfterSwapIn()
    {
        Write(0);
        _process.PageOut(_area.First, 1);
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Swapped));
        Assert.That(_process.Touch(_area.First, write: false), Is.EqualTo(TouchResult.Done));
        return (_process.FolioAt(_area.First), _process.Fork("child"));
    }

    private static int ReclaimOnce(Folio folio)
    {
        folio.Get();
        Assert.That(folio.Isolate(), Is.True);
        folio.Put();
        return folio.Reclaim();
    }
}
