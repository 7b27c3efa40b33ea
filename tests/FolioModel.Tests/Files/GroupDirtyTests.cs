using FolioModel.Files;
using FolioModel.Groups;

namespace FolioModel.Tests.Files;

/// <summary>Groups have their share of the limits on dirty memory.</summary>
[TestFixture]
internal sealed class GroupDirtyTests
{
    private const int Page = PageSize.Bytes;
    private const double Rate = 200 * Page;

    [Test]
    public void AGroupsShareGoesByWhatItHasAndMayStillAllocate()
    {
        (Machine machine, MemoryGroup group, FileSystem files) = NewGroup(max: 1000);
        files.CreateFile("data", 300 * Page).Open().Read(0, 300 * Page);
        machine.Batches.DrainAll();
        group.FlushStatistics();
        DirtyThresholds own = files.Domain.Read(group);
        long cached = group.Flushed(GroupCounter.InactiveFile) + group.Flushed(GroupCounter.ActiveFile);
        Assert.Multiple(() =>
        {
            Assert.That(own.Available, Is.EqualTo(cached + 1000 - group.Usage.Value));
            Assert.That(own.Limit, Is.EqualTo(own.Available * (20 * Page / 100) / Page));
            Assert.That(own.Background, Is.EqualTo(own.Available * (10 * Page / 100) / Page));
            Assert.That(files.Domain.Read().Limit, Is.GreaterThan(own.Limit));
        });
    }

    [Test]
    public void DirtyPagesOfAGroupAreCountedOnTheirWay()
    {
        (Machine machine, MemoryGroup group, FileSystem files) = NewGroup(max: 1000);
        OpenFile file = files.CreateFile("data").Open();
        file.Write(0, 10 * Page);
        Assert.That(group.Own(GroupCounter.FileDirty), Is.EqualTo(10));
        Folio folio = file.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.Lock();
        folio.ClearDirtyForIo();
        folio.StartWriteback();
        folio.Unlock();
        Assert.That((group.Own(GroupCounter.FileDirty), group.Own(GroupCounter.FileWriteback)), Is.EqualTo((9L, 1L)));
        folio.EndWriteback();
        file.File.SetSize(0);
        Assert.Multiple(() =>
        {
            Assert.That(group.Own(GroupCounter.FileDirty), Is.Zero);
            Assert.That(group.Own(GroupCounter.FileWriteback), Is.Zero);
            Assert.That(GroupCounter.FileDirty.KernelName(), Is.EqualTo("file_dirty"));
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void AboveItsShareTheFlusherWritesTheGroupsFilesAndLeavesThoseOfOthers()
    {
        (Machine machine, MemoryGroup group, FileSystem files) = NewGroup(max: 1000);
        machine.Current.Group = null;
        OpenFile others = files.CreateFile("others").Open();
        others.Write(0, 50 * Page);
        machine.Current.Group = group;
        OpenFile own = files.CreateFile("own").Open();
        own.Write(0, 300 * Page);
        group.FlushStatistics();
        Assert.That(own.File.Mapping.DirtyPages.Value, Is.EqualTo(300), "statistics were not up to date");
        own.Write(300 * Page, 32 * Page);
        Assert.Multiple(() =>
        {
            Assert.That(own.File.Mapping.DirtyPages.Value, Is.LessThan(33));
            Assert.That(others.File.Mapping.DirtyPages.Value, Is.EqualTo(50));
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void AGroupWithoutFilesOfItsOwnHasThoseOfOthersWritten()
    {
        (Machine machine, MemoryGroup group, FileSystem files) = NewGroup(max: 1000);
        machine.Current.Group = null;
        OpenFile shared = files.CreateFile("shared").Open();
        shared.Write(0, Page);
        machine.Current.Group = group;
        shared.Write(Page, 300 * Page);
        group.FlushStatistics();
        shared.Write(301 * Page, 32 * Page);
        Assert.That(shared.File.Mapping.DirtyPages.Value, Is.LessThan(33), "the file belongs to the root, its pages to the group");
    }

    [Test]
    public void AWriterInASmallGroupPausesWhileTheMachineHasRoom([Values] bool inGroup)
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 15, MemoryGroups = 1, Ledger = true });
        MemoryGroup group = machine.CreateGroup("small");
        group.Max = new PageCount(2000);
        SimulatedClock clock = new(machine);
        SimulatedDisk disk = new(clock, new SimulatedDiskOptions { ReadBytesPerSecond = Rate, WriteBytesPerSecond = Rate });
        FileSystem files = new(machine, new FileSystemOptions { Device = disk, Clock = clock });
        clock.Spawn("flusher", 0, files.Flusher.RunAsync);
        OpenFile file = files.CreateFile("data").Open();
        long most = 0;
        TaskRun writer = clock.Spawn("writer", 0, async () =>
        {
            machine.Current.Group = inGroup ? group : null;
            for (int page = 0; page < 2000; page++)
            {
                await file.WriteAsync(page * Page, Page);
                await clock.Sleep(TimeSpan.FromMilliseconds(2));
                most = Math.Max(most, group.Own(GroupCounter.FileDirty) + group.Own(GroupCounter.FileWriteback));
            }
        });
        clock.RunUntilOver(writer);
        Assert.Multiple(() =>
        {
            Assert.That(files.Throttle.Pauses, inGroup ? Is.GreaterThan(10) : Is.Zero);
            Assert.That(most, inGroup ? Is.GreaterThan(300).And.LessThan(2000) : Is.Zero);
        });
    }

    [Test]
    public void ReclaimThatFindsOnlyDirtyFoliosWakesTheFlusher([Values] bool multiGeneration)
    {
        Machine machine = new(new MachineOptions
        {
            Pages = 1 << 14,
            MemoryGroups = 1,
            Ledger = true,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        MemoryGroup group = machine.CreateGroup("small");
        group.Max = new PageCount(300);
        machine.Current.Group = group;
        FileSystem files = new(machine);
        List<WritebackReason> reasons = [];
        files.Flusher.Observer = (_, _, reason) => reasons.Add(reason);
        OpenFile file = files.CreateFile("data").Open();
        Assert.That(file.Write(0, 1000 * Page).Bytes, Is.EqualTo(1000 * Page), "the statistics say that nothing is dirty: no pause");
        Assert.Multiple(() =>
        {
            Assert.That(reasons, Has.Some.EqualTo(WritebackReason.Start));
            Assert.That(group.Events.OutOfMemory, Is.Zero);
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void AWrittenPageOfExt4PaysForItsBufferHeadUntilItGoes()
    {
        (Machine machine, MemoryGroup group, FileSystem files) = NewGroup(max: 1000, buffers: true);
        OpenFile file = files.CreateFile("data", 100 * Page).Open();
        file.Read(0, 100 * Page);
        long nodes = group.Own(GroupCounter.Kernel);
        file.Write(0, 100 * Page);
        long withBuffers = group.Own(GroupCounter.Kernel);
        Folio folio = file.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        Assert.Multiple(() =>
        {
            Assert.That(withBuffers - nodes, Is.EqualTo(3).Within(1), "100 of 112 bytes are 2.7 pages");
            Assert.That(folio.Has(FolioFlags.Private), Is.True);
        });
        file.Sync();
        file.File.SetSize(0);
        Assert.Multiple(() =>
        {
            Assert.That(group.Own(GroupCounter.Kernel), Is.LessThan(withBuffers - 1));
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void BufferHeadsOfARemovedGroupAreChargedToTheOneAbove()
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 14, MemoryGroups = 2, Ledger = true });
        MemoryGroup above = machine.CreateGroup("above");
        MemoryGroup group = machine.CreateGroup("group", above);
        machine.Current.Group = group;
        FileSystem files = new(machine, new FileSystemOptions { BufferHeads = true });
        OpenFile file = files.CreateFile("data").Open();
        file.Write(0, 80 * Page);
        file.Sync();
        machine.Current.Group = null;
        Assert.That(group.Remove(), Is.EqualTo(Errno.None));
        long before = above.Own(GroupCounter.Kernel);
        file.File.SetSize(0);
        machine.Batches.DrainAll();
        Assert.Multiple(() =>
        {
            Assert.That(before, Is.GreaterThan(2));
            Assert.That(above.Own(GroupCounter.Kernel), Is.Zero);
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    private static (Machine Machine, MemoryGroup Group, FileSystem Files) NewGroup(long max, bool buffers = false)
    {
        Machine machine = new(new MachineOptions { Pages = 1 << 14, MemoryGroups = 1, Ledger = true });
        MemoryGroup group = machine.CreateGroup("t");
        group.Max = new PageCount(max);
        machine.Current.Group = group;
        return (machine, group, new FileSystem(machine, new FileSystemOptions { BufferHeads = buffers }));
    }
}
