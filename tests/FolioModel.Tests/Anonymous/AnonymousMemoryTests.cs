using FolioModel.Swap;

namespace FolioModel.Tests.Anonymous;

/// <summary>Private anonymous memory: faults, copies, fork and advice, with every reference's holder.</summary>
[TestFixture]
internal sealed class AnonymousMemoryTests
{
    private Machine _machine = null!;
    private ProcessMemory _process = null!;
    private MappedArea _area = null!;

    [SetUp]
    public void CreateMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 12, Cpus = 1, Ledger = true });
        _machine.Swap.SwapOn(1024);
        _process = _machine.CreateProcess("test");
        _area = _process.MapAnonymous(64);
    }

    [TearDown]
    public void NothingIsLeft()
    {
        _machine.Batches.DrainAll();
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void Reading_maps_the_page_of_zeros_and_takes_no_memory_until_a_write()
    {
        _process.Touch(_area.First, write: false);
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Zero));
        Assert.That(_machine.Statistics.AnonMapped, Is.Zero);

        _process.Touch(_area.First, write: true);
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Mapped));
        Assert.That(_machine.Statistics.AnonMapped, Is.EqualTo(1));
    }

    [Test]
    public void A_written_page_is_held_by_the_page_table_and_by_the_batch_until_that_drains()
    {
        Folio folio = Write(0);
        Assert.That(folio.RefCount, Is.EqualTo(2));
        Assert.That(folio.Holders.Select(holder => holder.Kind), Is.EquivalentTo([HolderKind.PageTable, HolderKind.LruAddBatch]));

        _machine.Batches.Drain();
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_page_goes_to_swap_and_comes_back_past_the_swap_cache()
    {
        Write(0);
        _process.PageOut(_area.First, 1);
        SwapEntry slot = _process.SwapAt(_area.First)!.Value;
        SwapArea area = _machine.Swap.Areas.Single();
        Assert.That((area.CountOf(slot), area.IsCached(slot)), Is.EqualTo((1, false)));
        Assert.That(_machine.Statistics.SwappedOut, Is.EqualTo(1));

        Assert.That(_process.Touch(_area.First, write: false), Is.EqualTo(TouchResult.Done));
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Mapped));
        Assert.That((area.PagesInUse, area.Cache.Pages.Value), Is.EqualTo((0, 0L)), "the slot is free at once");
        Assert.That(_process.FolioAt(_area.First).Has(FolioFlags.SwapCache), Is.False);
    }

    [Test]
    public void A_page_that_somebody_holds_is_unmapped_but_stays_in_the_swap_cache()
    {
        Folio folio = Write(0);
        _machine.Batches.Drain();
        folio.Get();
        _process.PageOut(_area.First, 1);
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Swapped));
        Assert.That(folio.Has(FolioFlags.SwapCache), Is.True);
        _machine.Batches.Drain();
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((2, 0)), "swap cache and holder");

        _process.Touch(_area.First, write: false);
        Assert.That(_process.FolioAt(_area.First), Is.EqualTo(folio), "the access finds it in the swap cache");
        folio.Put();
    }

    [Test]
    public void After_fork_both_processes_map_the_page_and_a_write_copies_it()
    {
        Folio folio = Write(0);
        _machine.Batches.Drain();
        ProcessMemory child = _process.Fork("child");
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((2, 2)));

        child.Touch(_area.First, write: true);
        Assert.That(child.FolioAt(_area.First), Is.Not.EqualTo(folio));
        Assert.That((folio.RefCount, folio.MapCount), Is.EqualTo((1, 1)));

        // The parent is alone now and keeps the page.
        _process.Touch(_area.First, write: true);
        Assert.That(_process.FolioAt(_area.First), Is.EqualTo(folio));
        child.Exit();
    }

    [Test]
    public void Fork_copies_a_page_that_is_pinned_for_a_device_at_once()
    {
        Write(0);
        Folio pinned = _process.Pin(_area.First, 1, write: true)[0];
        ProcessMemory child = _process.Fork("child");
        Assert.That(child.FolioAt(_area.First), Is.Not.EqualTo(pinned));
        Assert.That(pinned.MapCount, Is.EqualTo(1));
        pinned.Unpin();
        child.Exit();
    }

    [Test]
    public void Forked_swap_entries_share_the_slot_until_the_last_one_goes()
    {
        Write(0);
        _process.PageOut(_area.First, 1);
        SwapEntry slot = _process.SwapAt(_area.First)!.Value;
        SwapArea area = _machine.Swap.Areas.Single();
        ProcessMemory child = _process.Fork("child");
        Assert.That(area.CountOf(slot), Is.EqualTo(2));

        _process.Touch(_area.First, write: false);
        Assert.That((area.CountOf(slot), area.IsCached(slot)), Is.EqualTo((1, true)), "a shared slot is read through the swap cache");
        child.Touch(_area.First, write: false);
        Assert.That(_process.FolioAt(_area.First), Is.EqualTo(child.FolioAt(_area.First)));
        child.Exit();
        Assert.That(_process.FolioAt(_area.First).MapCount, Is.EqualTo(1));
    }

    [Test]
    public void Memory_that_may_go_is_freed_without_being_written_unless_it_is_written_again()
    {
        Folio kept = Write(0);
        Folio lost = Write(1);
        _process.FreeLazily(_area.First, 2);
        _machine.Batches.Drain();
        Assert.That(lost.Has(FolioFlags.SwapBacked), Is.False);
        Assert.That(_machine.Statistics.LazyFree, Is.EqualTo(2));

        _process.Touch(_area.First, write: true);
        _process.PageOut(_area.First, 2);
        Assert.That(_process.EntryAt(_area.First + 1), Is.EqualTo(PageEntryKind.None), "its contents went with it");
        Assert.That(_machine.Statistics.LazyFreed, Is.EqualTo(1));
        Assert.That(_process.FolioAt(_area.First), Is.EqualTo(kept));
        Assert.That(kept.Has(FolioFlags.SwapBacked), Is.True, "it is ordinary memory again");
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.Zero);
    }

    [Test]
    public void A_fault_beside_a_private_page_in_swap_leaves_its_entry_alone()
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { Size = 4 << PageSize.Shift });
        for (ulong i = 0; i < 4; i++)
        {
            Folio cached = file.Pages.GrabFolio(new PageIndex(i)).Folio;
            cached.MarkUptodate();
            cached.Unlock();
            cached.Put();
        }

        MappedArea mapped = _process.Map(file, PageIndex.Zero, 4, MapOptions.Writable);
        _process.Touch(mapped.First + 1, write: true);
        _process.PageOut(mapped.First + 1, 1);
        Assert.That(_process.EntryAt(mapped.First + 1), Is.EqualTo(PageEntryKind.Swapped));

        _process.Touch(mapped.First, write: false);
        Assert.That(_process.EntryAt(mapped.First + 2), Is.EqualTo(PageEntryKind.Mapped), "the fault mapped the pages around");
        Assert.That(_process.EntryAt(mapped.First + 1), Is.EqualTo(PageEntryKind.Swapped));
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.EqualTo(1));
        _process.Exit();
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.Zero, "nobody is left who could use the slot");
    }

    [Test]
    public void Advice_that_a_swapped_page_may_go_frees_its_slot()
    {
        Write(0);
        _process.PageOut(_area.First, 1);
        _process.FreeLazily(_area.First, 1);
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.None));
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.Zero);
    }

    [Test]
    public void Lazily_freed_memory_must_be_anonymous()
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { Size = 8L << PageSize.Shift });
        MappedArea mapped = _process.Map(file, PageIndex.Zero, 8, MapOptions.Shared);
        Assert.That(_process.FreeLazily(mapped.First, 8), Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Discarding_and_unmapping_give_memory_and_slots_back()
    {
        for (int page = 0; page < 32; page++)
        {
            Write(page);
        }

        _process.PageOut(_area.First, 16);
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.EqualTo(16));
        _process.Discard(_area.First + 8, 16);
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.EqualTo(8));
        Assert.That(_machine.Statistics.AnonMapped, Is.EqualTo(8));

        _process.Unmap(_area.First, 64);
        Assert.That(_machine.Swap.Areas.Single().PagesInUse, Is.Zero);
        Assert.That(_machine.Statistics.AnonMapped, Is.Zero);
    }

    [Test]
    public void Cold_pages_lose_their_use_and_go_to_the_inactive_list()
    {
        Folio folio = Write(0);
        _machine.Batches.Drain();
        folio.MarkAccessed();
        folio.MarkAccessed();
        _machine.Batches.Drain();
        Assert.That(folio.Has(FolioFlags.Active), Is.True);

        _process.Cool(_area.First, 1);
        _machine.Batches.Drain();
        Assert.That(folio.Has(FolioFlags.Active), Is.False);
        Assert.That(_machine.Lru[LruListKind.InactiveAnon].Pages.Value, Is.EqualTo(1));
    }

    [Test]
    public void Swapoff_brings_every_process_s_pages_back()
    {
        Write(0);
        Write(1);
        _process.PageOut(_area.First, 2);
        ProcessMemory child = _process.Fork("child");
        SwapArea area = _machine.Swap.Areas.Single();
        Assert.That(_machine.Swap.SwapOff(area), Is.EqualTo(Errno.None));
        Assert.That(_process.EntryAt(_area.First), Is.EqualTo(PageEntryKind.Mapped));
        Assert.That(child.EntryAt(_area.First + 1), Is.EqualTo(PageEntryKind.Mapped));
        child.Exit();
    }

    [Test]
    public void A_full_swap_area_leaves_anonymous_memory_where_it_is()
    {
        _machine.Swap.SwapOff(_machine.Swap.Areas.Single());
        _machine.Swap.SwapOn(5);
        for (int page = 0; page < 8; page++)
        {
            Write(page);
        }

        _process.PageOut(_area.First, 8);
        int swapped = Enumerable.Range(0, 8).Count(page => _process.EntryAt(_area.First + page) == PageEntryKind.Swapped);
        Assert.That(swapped, Is.EqualTo(4));
        Assert.That(_machine.Statistics.AnonMapped, Is.EqualTo(4));
    }

    private Folio Write(int page)
    {
        Assert.That(_process.Touch(_area.First + page, write: true), Is.EqualTo(TouchResult.Done));
        return _process.FolioAt(_area.First + page);
    }
}
