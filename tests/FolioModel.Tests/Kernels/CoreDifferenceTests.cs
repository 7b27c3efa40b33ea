using FolioModel.Files;
using FolioModel.Hugetlb;
using FolioModel.Shmem;

namespace FolioModel.Tests.Kernels;

/// <summary>The effects of each property of a core profile: the states before and after the release that it came with.</summary>
[TestFixture]
internal sealed partial class CoreDifferenceTests
{
    private const long Page = PageSize.Bytes;

    private static Machine NewMachine(KernelProfile profile, IAllocationFaults? faults = null) => new(new MachineOptions
    {
        Pages = 1 << 13,
        Profile = profile,
        Ledger = true,
        LockChecking = true,
        AllocationFaults = faults,
    });

    [TestCase("6.12", true)]
    [TestCase("6.14", false)]
    public void The_count_is_1_before_the_page_is_reported_only_up_to_6_13(string profile, bool counted)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        EventLog log = new();
        machine.Observer = log;
        Folio folio = machine.Allocator.AllocateFolio(new Order(2), GfpFlags.HighUserMovable);
        machine.Observer = null;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(log.Kinds, Is.EqualTo(counted
                ? new[] { KernelEventKind.PageRefMod, KernelEventKind.MmPageAlloc }
                : [KernelEventKind.MmPageAlloc, KernelEventKind.PageRefMod]));
            Assert.That(folio.RefCount, Is.EqualTo(1));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [TestCase("6.12", "0:0 1:0 2:0 11:0 12:0 13:0 14:0 15:0")]
    [TestCase("6.14", "0:0 1:0 2:0 11:0 12:0 13:0 14:0 15:0")]
    [TestCase("6.15", "0:1 2:0 11:0 12:2")]
    [TestCase("7.2", "0:1 2:0 11:0 12:2")]
    public void A_hole_in_a_large_folio_leaves_parts_as_large_as_can_be_since_6_15(string profile, string left) =>
        Assert.That(PartsAfterHole(profile, 4, 3, 10), Is.EqualTo(left));

    [TestCase(9, 0, 0, "1:0 2:1 4:2 8:3 16:4 32:5 64:6 128:7 256:8")]
    [TestCase(9, 100, 355, "0:6 64:5 96:2 356:0 357:0 358:1 360:3 368:4 384:7")]
    [TestCase(9, 511, 511, "0:8 256:7 384:6 448:5 480:4 496:3 504:2 508:1 510:0")]
    [TestCase(7, 63, 64, "0:5 32:4 48:3 56:2 60:1 62:0 65:0 66:1 68:2 72:3 80:4 96:5")]
    public void Splits_cross_the_levels_of_the_tree(int order, int first, int last, string left) =>
        Assert.That(PartsAfterHole("6.15", order, first, last), Is.EqualTo(left));

    private static string PartsAfterHole(string profile, int order, long first, long last)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(order), Size = Page << order });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(order)).Folio;
        folio.MarkUptodate();
        folio.MarkDirty();
        folio.Unlock();
        folio.Put();
        machine.Batches.DrainAll();
        file.Truncate(new ByteOffset(first * Page), new ByteOffset(((last + 1) * Page) - 1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Validate(), Is.Empty);
            Assert.That(file.Pages.Count.Value, Is.EqualTo((1 << order) - (last - first + 1)));
            foreach ((PageIndex _, Order part, CacheEntry entry) in file.Pages.Entries())
            {
                Assert.That(entry.Folio.RefCount, Is.EqualTo(part.Pages), "the cache's alone");
                Assert.That(entry.Folio.Has(FolioFlags.Dirty), Is.True);
                Assert.That(entry.Folio.IsLocked, Is.False);
            }
        }

        return string.Join(' ', file.Pages.Entries().Select(static e => $"{e.Index.Value}:{e.Order.Value}"));
    }

    [Test]
    public void A_held_folio_is_not_split_around_a_hole_either()
    {
        Machine machine = NewMachine(KernelProfile.Linux615);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(4), Size = Page << 4 });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(4)).Folio;
        folio.MarkUptodate();
        folio.MarkDirty();
        folio.Unlock();
        file.Truncate(new ByteOffset(Page), new ByteOffset((2 * Page) - 1));
        Assert.That((folio.Order.Value, folio.RefCount), Is.EqualTo((4, 16 + 1)));
    }

    [Test]
    public void A_split_around_a_hole_without_memory_for_a_node_changes_nothing()
    {
        NoNodes faults = new();
        Machine machine = NewMachine(KernelProfile.Linux615, faults);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(9), Size = Page << 9 });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(9)).Folio;
        folio.MarkUptodate();
        folio.MarkDirty();
        folio.Unlock();
        folio.Put();
        machine.Batches.DrainAll();
        faults.Fails = true;
        file.Truncate(new ByteOffset(Page), new ByteOffset((2 * Page) - 1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((folio.Order.Value, folio.RefCount), Is.EqualTo((9, 512)));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [TestCase("6.12", 511)]
    [TestCase("6.15", 9)]
    public void A_hole_in_shmem_leaves_large_parts_since_6_15(string profile, int folios)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        ShmemFile file = new ShmemMount(machine).CreateFile(
            new ShmemOptions { Name = "shmem", Size = 512 * Page, HugePages = HugePagePolicy.Always });
        file.Write(0, Page);
        machine.Batches.DrainAll();
        Assert.That(file.Fallocate(FallocateMode.KeepSize | FallocateMode.PunchHole, default, Page), Is.EqualTo(Errno.None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Mapping.Pages.Entries().Count(), Is.EqualTo(folios));
            Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(511));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [TestCase("6.12", (int)Errno.EOPNOTSUPP, 0, 0)]
    [TestCase("6.14", 0, 1, 0)]
    [TestCase("7.2", 0, 1, 0)]
    public void An_uncached_write_leaves_the_cache_when_it_is_on_the_device(string profile, int error, int during, int after)
    {
        (OpenFile open, List<DeviceRequest> submitted) = NewFile(profile);
        var written = open.Write(0, Page, WriteOptions.DontCache);
        long before = open.File.Mapping.Pages.Count.Value;
        submitted.ForEach(static r => r.Complete());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)written.Error, Is.EqualTo(error));
            Assert.That(before, Is.EqualTo(during));
            Assert.That(open.File.Mapping.Pages.Count.Value, Is.EqualTo(after));
            Assert.That(open.File.Mapping.Machine.Validate(), Is.Empty);
        }
    }

    [Test]
    public void A_lookup_that_wants_the_folio_keeps_it_in_the_cache()
    {
        (OpenFile open, List<DeviceRequest> submitted) = NewFile("7.2");
        open.Write(0, Page, WriteOptions.DontCache);
        Folio folio = open.File.Mapping.Pages.GetFolio(PageIndex.Zero).Folio;
        Assert.That(folio.Has(FolioFlags.DropBehind), Is.False);
        folio.Put();
        submitted.ForEach(static r => r.Complete());
        Assert.That(open.File.Mapping.Pages.Count.Value, Is.EqualTo(1));
    }

    [Test]
    public void Using_an_uncached_folio_does_not_mark_it_accessed_and_another_uncached_write_keeps_the_mark()
    {
        (OpenFile open, List<DeviceRequest> _) = NewFile("7.2");
        open.Write(0, Page, WriteOptions.DontCache);
        Folio folio = open.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.MarkAccessed();
        folio.MarkAccessed();
        open.Write(0, Page, WriteOptions.DontCache);
        Assert.That(folio.Flags & (FolioFlags.Referenced | FolioFlags.Active | FolioFlags.DropBehind), Is.EqualTo(FolioFlags.DropBehind));
    }

    [Test]
    public void An_uncached_folio_that_somebody_locked_stays_with_its_mark()
    {
        (OpenFile open, List<DeviceRequest> submitted) = NewFile("7.2");
        open.Write(0, Page, WriteOptions.DontCache);
        Folio folio = open.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.Lock();
        submitted.ForEach(static r => r.Complete());
        Assert.That(folio.Has(FolioFlags.DropBehind), Is.True);
        folio.Unlock();
        folio.Get();
        folio.EndDropBehind();
        Assert.That((folio.Mapping, folio.RefCount), Is.EqualTo(((AddressSpace?)null, 1)), "the caller's is left");
    }

    [TestCase("6.17", false)]
    [TestCase("6.18", true)]
    public void Adding_to_the_swap_cache_cannot_fail_for_want_of_nodes_since_6_18(string profile, bool added)
    {
        NoNodes faults = new();
        Machine machine = NewMachine(KernelProfile.Find(profile)!, faults);
        SwapArea area = machine.Swap.SwapOn(1024);
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        folio.Lock();
        folio.MarkSwapBacked();
        SwapEntry entry = machine.Swap.Allocate(folio)!.Value;
        faults.Fails = true;
        Assert.That(area.Cache.Add(folio, entry).Error, Is.EqualTo(added ? Errno.None : Errno.ENOMEM));
        Assert.That(folio.RefCount, Is.EqualTo(added ? 2 : 1), "the references are the same in every kernel");
    }

    [TestCase("6.19", false)]
    [TestCase("7.0", true)]
    public void A_page_of_one_process_comes_back_through_the_swap_cache_since_7_0(string profile, bool through)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        machine.Swap.SwapOn(1024);
        ProcessMemory process = machine.CreateProcess("p");
        MappedArea area = process.MapAnonymous(1);
        process.Touch(area.First, write: true);
        machine.Batches.DrainAll();
        Folio folio = process.FolioAt(area.First);
        folio.Get();
        folio.Isolate();
        folio.Put();
        Assert.That(folio.Reclaim(), Is.EqualTo(1));
        EventLog log = new();
        machine.Observer = log;
        process.Touch(area.First, write: false);
        machine.Observer = null;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(log.Functions.Contains("add_to_swap_cache"), Is.EqualTo(through));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [TestCase("6.19", true)]
    [TestCase("7.0", false)]
    public void A_pool_grows_and_shrinks_without_a_count_of_1_since_7_0(string profile, bool counted)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        HugePagePool pool = new(machine);
        long free = machine.Allocator.FreePageCount.Value + machine.Allocator.PerCpuPageCount.Value;
        EventLog log = new();
        machine.Observer = log;
        pool.Resize(2);
        pool.Resize(0);
        machine.Observer = null;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(log.Kinds.Contains(KernelEventKind.PageRefMod), Is.EqualTo(counted));
            Assert.That(pool.Total, Is.Zero);
            Assert.That(machine.Allocator.FreePageCount.Value + machine.Allocator.PerCpuPageCount.Value, Is.EqualTo(free));
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    [TestCase("7.2", 1)]
    [TestCase("dead-folio-drain", 0)]
    public void A_folio_that_only_its_slot_holds_gets_to_the_LRU_unless_the_drain_frees_it(string profile, int insertions)
    {
        Machine machine = NewMachine(KernelProfile.Find(profile)!);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Size = Page });
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.MarkUptodate();
        folio.MarkAccessed();
        file.TruncateFolio(folio);
        folio.Unlock();
        folio.Put();
        EventLog log = new();
        machine.Observer = log;
        machine.Batches.DrainAll();
        machine.Observer = null;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(log.Kinds.Count(static k => k == KernelEventKind.MmLruInsertion), Is.EqualTo(insertions));
            Assert.That(machine.StateOf(folio.Pfn), Is.Not.EqualTo(PageState.Allocated), "it is free either way");
            Assert.That(machine.Validate(), Is.Empty);
        }
    }

    private static (OpenFile Open, List<DeviceRequest> Submitted) NewFile(string profile)
    {
        List<DeviceRequest> submitted = [];
        FileSystem files = new(NewMachine(KernelProfile.Find(profile)!), new FileSystemOptions { Device = new Delaying(submitted) });
        return (files.CreateFile("data").Open(), submitted);
    }
}
