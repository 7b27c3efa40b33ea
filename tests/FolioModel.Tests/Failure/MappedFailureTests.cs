using FolioModel.Shmem;

namespace FolioModel.Tests.Failure;

/// <summary>Memory that fails, or is taken out of use, while processes map it.</summary>
[TestFixture]
internal sealed class MappedFailureTests
{
    private Machine _machine = null!;
    private ProcessMemory _process = null!;

    [SetUp]
    public void CreateMachine()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 12, Ledger = true, LockChecking = true });
        _process = _machine.CreateProcess("test");
    }

    [TearDown]
    public void EveryInvariantHolds()
    {
        if (!TestContext.CurrentContext.Test.Name.StartsWith("Unpoisoning", StringComparison.Ordinal))
        {
            Assert.That(_machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void A_process_that_loses_contents_is_killed_and_finds_the_poison_at_its_next_access()
    {
        (ShmemFile file, MappedArea area) = MappedShmem(written: true);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        MemoryFailureResult result = _process.FailMemory(area.First, 1);

        Assert.Multiple(() =>
        {
            Assert.That(result.Killed, Is.True);
            Assert.That((folio.MapCount, folio.RefCount), Is.EqualTo((0, 2)), "page cache 1 + memory failure 1");
            Assert.That(folio.Holders.Select(static h => h.Kind),
                Is.EquivalentTo(new[] { HolderKind.PageCache, HolderKind.MemoryFailure }));
            Assert.That(_process.Touch(area.First, write: false), Is.EqualTo(TouchResult.HardwarePoison));
            Assert.That(file.Read(0, 1).Error, Is.EqualTo(Errno.EIO), "reading the file says so, too");
        });
    }

    [Test]
    public void A_clean_page_of_a_file_on_disk_is_dropped_and_read_again()
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "disk", Size = 1 << 16 });
        MappedArea area = _process.Map(file, PageIndex.Zero, 4, MapOptions.Shared);
        Assert.That(_process.Touch(area.First, write: false), Is.EqualTo(TouchResult.Done));
        _machine.Batches.DrainAll();
        Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;

        MemoryFailureResult result = _process.FailMemory(area.First, 1);

        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new MemoryFailureResult(Errno.None, false)), "nothing is lost");
            Assert.That(folio.Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
            Assert.That(_process.Touch(area.First, write: false), Is.EqualTo(TouchResult.Done), "another page is read");
            Assert.That(_process.FolioAt(area.First).Pfn, Is.Not.EqualTo(folio.Pfn));
        });
    }

    [Test]
    public void Private_memory_that_fails_belongs_to_memory_failure_alone_afterwards()
    {
        (_, MappedArea area) = MappedShmem(written: false, MapOptions.Writable);
        _process.Touch(area.First, write: true);
        Folio copy = _process.FolioAt(area.First);
        Assert.That(copy.Has(FolioFlags.Anon), Is.True);

        MemoryFailureResult result = _process.FailMemory(area.First, 1);

        Assert.Multiple(() =>
        {
            Assert.That(result.Killed, Is.True);
            Assert.That(copy.Holders.Single().Kind, Is.EqualTo(HolderKind.MemoryFailure));
            Assert.That(_process.Touch(area.First, write: true), Is.EqualTo(TouchResult.HardwarePoison));
            Assert.That(_machine.Unpoison(copy.Pfn), Is.EqualTo(Errno.None));
            Assert.That(copy.IsAlive, Is.False, "the last reference was memory failure's");
        });
    }

    [Test]
    public void Locked_memory_that_fails_is_locked_no_more()
    {
        (ShmemFile file, MappedArea area) = MappedShmem(written: true);
        _process.Lock(area.First, 1);
        _machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.That(folio.Has(FolioFlags.Mlocked), Is.True);

        _process.FailMemory(area.First, 1);

        Assert.That(folio.Flags & (FolioFlags.Mlocked | FolioFlags.Lru), Is.EqualTo(FolioFlags.None));
    }

    [Test]
    public void A_folio_that_somebody_pinned_is_contained_but_not_recovered()
    {
        (_, MappedArea area) = MappedShmem(written: true);
        Folio pinned = _process.Pin(area.First, 1, write: true).Single();

        MemoryFailureResult result = _process.FailMemory(area.First, 1);

        Assert.Multiple(() =>
        {
            Assert.That(result.Error, Is.EqualTo(Errno.EBUSY));
            Assert.That(pinned.MapCount, Is.Zero);
            Assert.That(pinned.Holders.Select(static h => h.Kind), Does.Contain(HolderKind.GupPin).And.Contain(HolderKind.MemoryFailure));
        });
        pinned.Unpin();
    }

    [Test]
    public void Soft_offline_moves_a_mapped_page_and_every_process_maps_the_new_place()
    {
        (ShmemFile file, MappedArea area) = MappedShmem(written: true);
        ProcessMemory other = _machine.CreateProcess("other");
        MappedArea second = other.Map(file.Mapping, PageIndex.Zero, 4, MapOptions.Shared | MapOptions.Writable);
        other.Touch(second.First, write: true);
        Pfn before = _process.FolioAt(area.First).Pfn;

        Errno error = _process.SoftOffline(area.First, 1);

        Folio now = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo(Errno.None));
            Assert.That(now.Pfn, Is.Not.EqualTo(before));
            Assert.That(now.MapCount, Is.EqualTo(2));
            Assert.That((_process.FolioAt(area.First), other.FolioAt(second.First)), Is.EqualTo((now, now)));
            Assert.That(_machine.IsPoisoned(before), Is.True, "the frame is out of use");
            Assert.That(now.Has(FolioFlags.Dirty), Is.True, "what was written moved along");
        });
    }

    [Test]
    public void A_page_that_somebody_holds_stays_where_it_is_and_mapped()
    {
        (ShmemFile file, MappedArea area) = MappedShmem(written: true);
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.Get();

        Errno error = _process.SoftOffline(area.First, 1);

        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo(Errno.EBUSY));
            Assert.That(_process.FolioAt(area.First), Is.EqualTo(folio));
            Assert.That(folio.MapCount, Is.EqualTo(1), "its entries were put back");
        });
        folio.Put();
    }

    [Test]
    public void Migration_keeps_whether_an_entry_may_be_written()
    {
        (ShmemFile file, MappedArea area) = MappedShmem(written: true);
        _machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.That(folio.Isolate(), Is.True);

        FolioResult moved = folio.Migrate();

        Assert.Multiple(() =>
        {
            Assert.That(moved.Error, Is.EqualTo(Errno.None));
            Assert.That(folio.IsAlive, Is.False);
            Assert.That(_process.Touch(area.First, write: true), Is.EqualTo(TouchResult.Done));
            Assert.That(_process.FolioAt(area.First), Is.EqualTo(moved.Folio));
        });
    }

    [Test]
    public void Unpoisoning_what_could_not_be_split_drops_the_reference_of_a_pin_and_the_ledger_says_whose()
    {
        ShmemFile file = new ShmemMount(_machine)
            .CreateFile(new ShmemOptions { Size = Order.Pmd.Pages * PageSize.Bytes, HugePages = HugePagePolicy.Always });
        file.Write(0, PageSize.Bytes);
        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, Order.Pmd.Pages, MapOptions.Shared | MapOptions.Writable);
        Folio pinned = _process.Pin(area.First, 1, write: true).Single();

        Assert.That(_process.FailMemory(area.First, 1).Error, Is.EqualTo(Errno.EHWPOISON), "the pin keeps it from being split");
        file.SetSize(0);
        Assert.That(pinned.Describe(), Does.Contain("GUP pin 1"));
        Assert.That(
            () => _machine.Unpoison(pinned.Pfn),
            Throws.TypeOf<LedgerViolationException>().With.Message.Contains("memory failure").And.Message.Contains("GUP pin 1"));
    }

    private (ShmemFile File, MappedArea Area) MappedShmem(bool written, MapOptions options = MapOptions.Shared | MapOptions.Writable)
    {
        ShmemFile file = new ShmemMount(_machine).CreateFile(new ShmemOptions { Name = "test", Size = 4 * PageSize.Bytes });
        if (written)
        {
            file.Write(0, PageSize.Bytes);
        }

        MappedArea area = _process.Map(file.Mapping, PageIndex.Zero, 4, options);
        _process.Touch(area.First, write: written);
        _machine.Batches.DrainAll();
        return (file, area);
    }
}
