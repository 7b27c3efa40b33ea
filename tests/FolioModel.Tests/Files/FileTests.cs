using FolioModel.Files;

namespace FolioModel.Tests.Files;

/// <summary>Reads, writes and syncs of regular files, straight and without a clock.</summary>
[TestFixture]
internal sealed class FileTests
{
    private const int Page = PageSize.Bytes;

    [Test]
    public void AReadBringsInItsWindowAndCountsOneUse()
    {
        (Machine machine, OpenFile file) = Open(64);
        TransferResult result = file.Read(0, Page);
        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new TransferResult(Page, Errno.None)));
            Assert.That(file.File.Mapping.Pages.Count.Value, Is.EqualTo(4), "the first window of a one-page read");
            Assert.That(file.File.Mapping.Pages.Peek(PageIndex.Zero).Folio.Has(FolioFlags.Referenced), Is.True);
            Assert.That(file.File.Mapping.Pages.Peek(new PageIndex(1)).Folio.Has(FolioFlags.Reclaim), Is.True, "the mark");
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void ASequentialReadGrowsItsWindows()
    {
        (_, OpenFile file) = Open(256);
        List<long> cached = [];
        for (int page = 0; page < 20; page++)
        {
            file.Read(page * Page, Page);
            cached.Add(file.File.Mapping.Pages.Count.Value);
        }

        Assert.That(cached.Distinct(), Is.EqualTo(new long[] { 4, 12, 28, 60 }), "windows of 4, 8, 16 and 32 pages");
    }

    [Test]
    public void ARandomReadBringsInOnePage()
    {
        (_, OpenFile file) = Open(64);
        file.Read(40 * Page, Page);
        Assert.That(file.File.Mapping.Pages.Count.Value, Is.EqualTo(1));
    }

    [Test]
    public void AReadEndsAtTheEndOfTheFile()
    {
        FileSystem files = new(new Machine(new MachineOptions { Ledger = true }));
        OpenFile file = files.CreateFile("data", 5000).Open();
        Assert.Multiple(() =>
        {
            Assert.That(file.Read(4096, 8192).Bytes, Is.EqualTo(904));
            Assert.That(file.Read(5000, 1), Is.EqualTo(new TransferResult(0, Errno.None)));
            Assert.That(file.Read(-1, 1).Error, Is.EqualTo(Errno.EINVAL));
        });
    }

    [Test]
    public void AReadThatMustNotWaitTakesOnlyWhatIsCached()
    {
        (_, OpenFile file) = Open(64);
        Assert.That(file.Read(0, Page, ReadOptions.NoWait).Error, Is.EqualTo(Errno.EAGAIN));
        file.Read(0, Page);
        Assert.That(file.Read(0, 8 * Page, ReadOptions.NoWait).Bytes, Is.EqualTo(4 * Page));
    }

    [Test]
    public void AFailingReadSaysSoAndMakesWindowsSmaller()
    {
        bool fails = true;
        FileSystem files = new(new Machine(new MachineOptions()), new FileSystemOptions
        {
            Device = new FailingDevice(new ImmediateDevice(), _ => fails),
        });
        OpenFile file = files.CreateFile("data", 64 * Page).Open();
        Assert.That(file.Read(0, Page).Error, Is.EqualTo(Errno.EIO));
        Assert.That(file.Readahead.MostPages, Is.EqualTo(8));
        fails = false;
        Assert.That(file.Read(0, Page).Bytes, Is.EqualTo(Page));
    }

    [Test]
    public void AWriteIsDirtyUntilFsyncAndOnTheDeviceAfterIt()
    {
        (Machine machine, OpenFile file) = Open(0);
        Assert.That(file.Write(100, 3 * Page).Bytes, Is.EqualTo(3 * Page));
        Assert.Multiple(() =>
        {
            Assert.That(file.File.Size, Is.EqualTo(100 + 3 * Page));
            Assert.That(file.File.Mapping.DirtyPages.Value, Is.EqualTo(4));
            Assert.That(machine.Statistics.FileDirty, Is.EqualTo(4));
            Assert.That(file.File.FileSystem.Dirty.Reclaimable, Is.EqualTo(4));
        });
        Assert.That(file.Sync(), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That(machine.Statistics.FileDirty, Is.Zero);
            Assert.That(machine.Statistics.Written, Is.EqualTo(4));
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void AWriteToAPartOfAPageReadsTheRest()
    {
        (_, OpenFile file) = Open(4);
        long before = file.File.FileSystem.Requests;
        file.Write(Page + 10, 20);
        Assert.That(file.File.FileSystem.Requests - before, Is.EqualTo(1));
        file.Write(2 * Page, Page);
        Assert.That(file.File.FileSystem.Requests - before, Is.EqualTo(1), "a whole page is not read first");
    }

    [Test]
    public void AWriteThatFindsNoSpaceIsShort()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        FileSystem files = new(machine, new FileSystemOptions { Capacity = new PageCount(3) });
        OpenFile file = files.CreateFile("data").Open();
        Assert.Multiple(() =>
        {
            Assert.That(file.Write(0, 5 * Page).Bytes, Is.EqualTo(3 * Page));
            Assert.That(file.Write(3 * Page, Page).Error, Is.EqualTo(Errno.ENOSPC));
            Assert.That(file.File.Size, Is.EqualTo(3 * Page));
            Assert.That(machine.Validate(), Is.Empty);
        });
    }

    [Test]
    public void AnErrorOfWritebackReachesEachOpenFileOnce()
    {
        bool fails = true;
        FileSystem files = new(new Machine(new MachineOptions()), new FileSystemOptions
        {
            Device = new FailingDevice(new ImmediateDevice(), _ => fails),
        });
        RegularFile data = files.CreateFile("data");
        (OpenFile one, OpenFile other) = (data.Open(), data.Open());
        one.Write(0, Page);
        Assert.That(one.Sync(), Is.EqualTo(Errno.EIO));
        fails = false;
        Assert.Multiple(() =>
        {
            Assert.That(one.Sync(), Is.EqualTo(Errno.None));
            Assert.That(other.Sync(), Is.EqualTo(Errno.EIO));
            Assert.That(other.SyncData(), Is.EqualTo(Errno.None));
            Assert.That(data.Open().Sync(), Is.EqualTo(Errno.None), "an error that was seen is no news to a later open file");
        });
    }

    [Test]
    public void AFileLargerThanMemoryCanBeReadAndWritten()
    {
        Machine machine = new(new MachineOptions { Pages = 512, Ledger = true, BackgroundReclaim = BackgroundReclaim.AtOnce });
        FileSystem files = new(machine);
        OpenFile file = files.CreateFile("data", 2048 * Page).Open();
        Assert.That(file.Read(0, 2048 * Page).Bytes, Is.EqualTo(2048 * Page));
        Assert.That(file.Write(0, 2048 * Page).Bytes, Is.EqualTo(2048 * Page));
        Assert.That(machine.Validate(), Is.Empty);
    }

    [Test]
    public void AHoleReadsWithoutTheDevice()
    {
        (Machine machine, OpenFile file) = Open(8);
        Assert.That(file.File.PunchHole(2 * Page, 4 * Page), Is.EqualTo(Errno.None));
        Assert.That(file.File.Allocated.Value, Is.EqualTo(4));
        file.Advise(0, 0, FileAdvice.Random);
        file.Read(3 * Page, Page);
        Assert.That(file.File.Mapping.Pages.Peek(new PageIndex(3)).Folio.Has(FolioFlags.Uptodate), Is.True);
        Assert.That(machine.Validate(), Is.Empty);
    }

    private static (Machine Machine, OpenFile File) Open(long pages)
    {
        Machine machine = new(new MachineOptions { Ledger = true, LockChecking = true });
        return (machine, new FileSystem(machine).CreateFile("data", pages * Page).Open());
    }
}
