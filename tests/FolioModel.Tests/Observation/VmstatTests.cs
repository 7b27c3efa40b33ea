using System.Collections.Immutable;
using System.Text.Json;
using FolioModel.Files;
using FolioModel.Gmem;
using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Tests.Observation;

/// <summary>The numbers of <c>/proc/vmstat</c> and <c>/proc/meminfo</c>, and those of a file.</summary>
internal sealed class VmstatTests
{
    [Test]
    public void EveryCounterOfTheNodeHasANameOfItsOwn()
    {
        int counters = typeof(NodeStatistics).GetProperties().Count(static p => p.PropertyType == typeof(long));
        Assert.That(SnapshotNames.Counters, Has.Length.EqualTo(counters));
        Assert.That(SnapshotNames.Counters.Select(static c => c.Name), Is.Unique);
        NodeStatistics distinct = new();
        foreach ((int number, System.Reflection.PropertyInfo property) in typeof(NodeStatistics).GetProperties().Index())
        {
            property.SetValue(distinct, (number + 1L) * 1024 * 1024);
        }

        Assert.That(SnapshotNames.Counters.Select(c => c.Read(distinct)), Is.Unique, "no name shows another's number");
    }

    [Test]
    public void PagesAllocatedAndNotFreedAreThoseInUse([Values] bool observed, [Values] bool mixed)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 4096,
            Zones = mixed ? [new ZoneOptions(ZoneKind.Dma32, 1024), new ZoneOptions(ZoneKind.Normal, 3072)] : [],
        });
        machine.Observer = observed ? new Deaf() : null;
        OpenFile file = new FileSystem(machine).CreateFile("data", size: 64 << 20).Open();
        machine.Allocator.AllocateFolio(new Order(3), GfpFlags.Kernel);
        machine.Allocator.AllocateFolio(new Order(9), GfpFlags.Kernel).Put();
        file.Read(0, 64 << 20);
        file.Advise(0, 4 << 20, FileAdvice.DontNeed);
        ImmutableSortedDictionary<string, long> numbers = machine.ReadVmstat();
        long allocated = numbers.Where(static n => n.Key.StartsWith("pgalloc_", StringComparison.Ordinal)).Sum(static n => n.Value);
        PageAllocator allocator = machine.Allocator;
        Assert.Multiple(() =>
        {
            Assert.That(allocated, Is.EqualTo(16384 + 8 + 512), "four times the memory was read");
            Assert.That(allocated - numbers["pgfree"],
                Is.EqualTo((allocator.ManagedPageCount - allocator.FreePageCount - allocator.PerCpuPageCount).Value));
            Assert.That(numbers["pgpgin"], Is.EqualTo(64 << 10));
        });
    }

    [Test]
    public void WhatRunsAllocateAndFreeIsCounted()
    {
        Machine machine = new(new MachineOptions { Pages = 4096 });
        VirtualMachine guest = new(machine, GmemProfile.Linux612, VmType.SoftwareProtected);
        GuestMemfd file = guest.CreateGuestMemfd(1000 * PageSize.Bytes, GmemFlags.None).File!;
        const FallocateMode Punch = FallocateMode.KeepSize | FallocateMode.PunchHole;
        Assert.That(file.Fallocate(FallocateMode.KeepSize, new ByteOffset(0), 1000 * PageSize.Bytes), Is.EqualTo(Errno.None));
        Assert.That(file.Fallocate(Punch, new ByteOffset(0), 1000 * PageSize.Bytes), Is.EqualTo(Errno.None));
        machine.Batches.DrainAll();
        Assert.That((machine.ReadVmstat()["pgalloc_normal"], machine.ReadVmstat()["pgfree"]), Is.EqualTo((1000L, 1000L)));
    }

    [Test]
    public void AFaultIsMajorWhenItsPageHasToBeRead()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, MemoryGroups = 1 });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        RegularFile file = new FileSystem(machine).CreateFile("data", size: 4 << 20);
        ProcessMemory process = machine.CreateProcess("reader");
        MappedArea area = process.Map(file.Mapping, PageIndex.Zero, 1024, MapOptions.Shared | MapOptions.Writable);
        MappedArea anonymous = process.MapAnonymous(4);
        Assert.That(Faults(), Is.EqualTo((0L, 0L)));
        process.Touch(area.First, write: false);
        Assert.That(Faults(), Is.EqualTo((1L, 1L)), "it reads around the page");
        process.Touch(area.First + 1, write: false);
        Assert.That(Faults(), Is.EqualTo((1L, 1L)), "the neighbour is mapped with it");
        process.Touch(area.First + 1, write: true);
        process.Touch(area.First + 16, write: false);
        process.Touch(anonymous.First, write: true);
        Assert.That(Faults(), Is.EqualTo((4L, 1L)), "write notification, a cached page, new memory: nothing is read");
        process.Touch(new VirtualPage(1), write: false);
        Assert.That(Faults(), Is.EqualTo((4L, 1L)), "nothing is mapped there");
        Assert.That((group.Own(GroupCounter.PageFaults), group.Own(GroupCounter.MajorFaults)), Is.EqualTo((4L, 1L)));
        Assert.That((file.Hits, file.Misses), Is.EqualTo((0L, 1L)), "what is cached is mapped unasked");

        (long All, long Major) Faults() => (machine.Statistics.PageFaults, machine.Statistics.MajorFaults);
    }

    [Test]
    public void AFaultOfASwappedPageIsMajorUnlessTheSwapCacheHasIt()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Cpus = 1 });
        machine.Swap.SwapOn(1024, new Disk());
        ProcessMemory process = machine.CreateProcess("owner");
        MappedArea area = process.MapAnonymous(16);
        for (int page = 0; page < 16; page++)
        {
            process.Touch(area.First + page, write: true);
        }

        machine.Batches.DrainAll();
        process.PageOut(area.First, 16);
        Assert.That((machine.Statistics.PageFaults, machine.Statistics.MajorFaults), Is.EqualTo((16L, 0L)));
        Assert.That(machine.ReadVmstat()["pgpgout"], Is.EqualTo(64));
        process.Touch(area.First, write: false);
        Assert.That((machine.Statistics.PageFaults, machine.Statistics.MajorFaults), Is.EqualTo((17L, 1L)));
        SwapEntry next = ((ISwapUser)process).NamedSlots.First();
        machine.Swap.ReadIn(next, GfpFlags.Kernel).Folio.Put();
        process.Touch(area.First + 1, write: false);
        Assert.That((machine.Statistics.PageFaults, machine.Statistics.MajorFaults), Is.EqualTo((18L, 1L)), "it was read before");
        machine.Swap.SwapOff(machine.Swap.Areas.Single());
        Assert.That((machine.Statistics.PageFaults, machine.Statistics.MajorFaults), Is.EqualTo((18L, 1L)), "swapoff is no fault");
    }

    [Test]
    public void AvailableMemoryIsWhatIsFreeAndWhatTheCacheCanGive()
    {
        Machine machine = new(new MachineOptions { Pages = 65536, MinFreePages = 1000, PerCpuHigh = 0 });
        Watermarks marks = machine.Allocator.Zones[0].Watermarks;
        Assert.That(machine.AvailablePageCount.Value, Is.EqualTo(65536 - marks.High));
        OpenFile file = new FileSystem(machine).CreateFile("data", size: 100 << 20).Open();
        file.Read(0, 100 << 20);
        machine.Batches.DrainAll();
        Assert.That(machine.AvailablePageCount.Value, Is.EqualTo(65536 - marks.High - marks.Low), "the cache keeps its low watermark");
        ImmutableSortedDictionary<string, long> lines = machine.ReadMeminfo();
        Assert.Multiple(() =>
        {
            Assert.That(lines["MemAvailable"], Is.EqualTo(4 * machine.AvailablePageCount.Value));
            Assert.That(lines["Cached"], Is.EqualTo(100 << 10));
            Assert.That(lines["MemFree"], Is.EqualTo((256 - 100) << 10));
            Assert.That(lines["Inactive(file)"] + lines["Active(file)"], Is.EqualTo(100 << 10));
        });
    }

    [Test]
    public void AFileCountsThePagesThatItsReadsFindAndMiss()
    {
        Machine machine = new(new MachineOptions { Pages = 4096 });
        RegularFile file = new FileSystem(machine).CreateFile("data", size: 1 << 20);
        OpenFile open = file.Open();
        open.Read(0, 4096);
        Assert.That((file.Hits, file.Misses), Is.EqualTo((0L, 1L)));
        open.Read(100, 8192);
        Assert.That((file.Hits, file.Misses), Is.EqualTo((3L, 1L)), "three pages, all of them read ahead");
        open.Read(0, 1 << 20);
        Assert.That(file.Hits + file.Misses, Is.EqualTo(4 + 256));
        long misses = file.Misses;
        open.Read(0, 1 << 20);
        Assert.That(file.Misses, Is.EqualTo(misses));
        open.Read(1 << 20, 4096);
        Assert.That(file.Hits + file.Misses, Is.EqualTo(4 + 512), "there is nothing behind the end");
    }

    [Test]
    public void ASnapshotHasTheNumbersAndItsJsonToo()
    {
        Machine machine = new(new MachineOptions { Pages = 1024 });
        machine.CreateAddressSpace().Pages.GrabFolio(PageIndex.Zero).Folio.Unlock();
        MachineSnapshot snapshot = machine.Snapshot();
        Assert.That(snapshot.Vmstat, Is.EqualTo(machine.ReadVmstat()));
        Assert.That(snapshot.Meminfo, Is.EqualTo(machine.ReadMeminfo()));
        JsonElement root = JsonDocument.Parse(snapshot.ToJson()).RootElement;
        foreach (string name in new[] { "pgalloc_normal", "pgfree", "pgfault", "pgmajfault", "nr_mapped", "nr_anon_pages" })
        {
            Assert.That(root.GetProperty("vmstat").GetProperty(name).GetInt64(), Is.EqualTo(snapshot.Vmstat[name]), name);
        }

        Assert.That(root.GetProperty("vmstat").GetProperty("pgalloc_normal").GetInt64(), Is.EqualTo(1));
        Assert.That(root.GetProperty("meminfo").GetProperty("MemAvailable").GetInt64(), Is.EqualTo(snapshot.Meminfo["MemAvailable"]));
    }

    private sealed class Disk : SwapDevice
    {
        public override bool IsSynchronous => false;
    }

    private sealed class Deaf : IMachineObserver
    {
        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
        }
    }
}
