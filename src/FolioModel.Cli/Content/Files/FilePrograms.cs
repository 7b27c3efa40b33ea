using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>Operations on regular files against each other.</summary>
internal static class FilePrograms
{
    private const int Page = PageSize.Bytes;

    public static ExplorationProgram ReadAgainstTruncate { get; } = new(
        "file-read-truncate", "a read that misses against truncation", static world =>
        {
            OpenFile open = Open(world, Page);
            Shared<int> read = world.Share(-1);
            world.Task("read", async () => read.Value = (int)(await open.ReadAsync(0, Page)).Bytes);
            world.Task("truncate", async () => await open.File.SetSizeAsync(0));

            // A read that saw the old size may add its page behind the new end; it holds nothing that was ever in the file.
            world.Finally("a page that is left behind the end is clean", () =>
                open.File.Mapping.DirtyPages.Value == 0 ? null : $"{open.File.Mapping.DirtyPages} pages are dirty");
            world.Finally("the read gave all or nothing", () => read.Value is 0 or Page ? null : $"it gave {read.Value} bytes");
            world.Sometimes("a page is left behind the end", () => open.File.Mapping.Pages.Count.Value == 1);
            world.Sometimes("the read came first", () => read.Value == Page);
            world.Sometimes("the truncation came first", () => read.Value == 0);
        });

    public static ExplorationProgram WriteAgainstWriteback { get; } = new(
        "file-write-writeback", "a write to a page that is being written back", static world =>
        {
            OpenFile open = Open(world, Page);
            open.Write(0, Page);
            world.Machine.Batches.DrainAll();
            world.Task("write", async () => await open.WriteAsync(0, Page));
            world.Task("writeback", async () =>
                await open.SyncFileRangeAsync(0, Page, waitsBefore: false, writes: true, waitsAfter: false));
            world.Finally("the flag and the tag agree, and nothing is under writeback", () => Disagreement(open.File));
            world.Sometimes("the page is clean at the end", () => open.File.Mapping.DirtyPages.Value == 0);
            world.Sometimes("the page is dirty at the end", () => open.File.Mapping.DirtyPages.Value == 1);
        });

    public static ExplorationProgram FaultAgainstHole { get; } = new(
        "file-fault-hole", "a fault of a mapping against a hole in the same page", static world =>
        {
            OpenFile open = Open(world, Page);
            RegularFile file = open.File;
            Shared<bool> got = world.Share(false);
            world.Task("fault", async () =>
            {
                FileFault fault = await file.FaultAsync(PageIndex.Zero);
                got.Value = !fault.Folio.IsNone && fault.Folio.Mapping == file.Mapping && fault.Folio.Has(FolioFlags.Uptodate);
                fault.Folio.Unlock();
                fault.Folio.Put();
            });
            world.Task("punch", async () => await file.PunchHoleAsync(0, Page));
            world.Finally("the fault got a folio that was in the file and uptodate", () => got.Value ? null : "it got another one");
            world.Sometimes("the page is there at the end", () => file.Mapping.Pages.Count.Value == 1);
            world.Sometimes("the page is gone at the end", () => file.Mapping.Pages.Count.Value == 0);
        });

    public static ExplorationProgram FsyncAgainstDirty { get; } = new(
        "file-fsync-dirty", "fsync of one page against a write that dirties another", static world =>
        {
            OpenFile open = Open(world, 2 * Page);
            open.Write(0, Page);
            world.Machine.Batches.DrainAll();
            bool wasWritten = false;
            world.Task("fsync", async () =>
            {
                await open.SyncAsync();
                wasWritten = !open.File.Mapping.Pages.Peek(PageIndex.Zero).Folio.Has(FolioFlags.Dirty);
            });
            world.Task("write", async () => await open.WriteAsync(Page, Page));
            world.Finally("what was dirty before is on the device", () => wasWritten ? null : "page 0 was dirty when fsync returned");
            world.Finally("the flag and the tag agree, and nothing is under writeback", () => Disagreement(open.File));
            world.Sometimes("the other page is dirty at the end", () => open.File.Mapping.DirtyPages.Value == 1);
            world.Sometimes("fsync wrote both", () => open.File.Mapping.DirtyPages.Value == 0);
        });

    public static ExplorationProgram FaultAgainstTruncate { get; } = new(
        "file-fault-truncate", "a fault of a mapping against truncation", static world =>
        {
            OpenFile open = Open(world, Page);
            open.Read(0, Page);
            world.Machine.Batches.DrainAll();
            RegularFile file = open.File;
            Shared<TouchResult> result = world.Share(TouchResult.Done, "result");
            world.Task("fault", async () =>
            {
                FileFault fault = await file.FaultAsync(PageIndex.Zero);
                result.Value = fault.Result;
                if (!fault.Folio.IsNone)
                {
                    AssertUsable(file, fault.Folio);
                    Released(fault.Folio);
                }
            });
            world.Task("truncate", async () => await file.SetSizeAsync(0));
            world.Sometimes("the process gets a signal", () => result.Value == TouchResult.BusError);
            world.Sometimes("the fault comes first", () => result.Value == TouchResult.Done);
        });

    /// <summary>The fault finds another folio than the one that it saw to be uptodate.</summary>
    public static ExplorationProgram FaultAgainstHoleAndRead { get; } = new(
        "file-fault-hole-read", "a fault of a mapping against a hole and a read that fills it again", static world =>
        {
            OpenFile open = Open(world, Page);
            open.Read(0, Page);
            world.Machine.Batches.DrainAll();
            RegularFile file = open.File;
            world.Task("fault", async () =>
            {
                FileFault fault = await file.FaultAsync(PageIndex.Zero);
                AssertUsable(file, fault.Folio);
                Released(fault.Folio);
            });
            world.Task("punch", async () => await file.PunchHoleAsync(0, Page));
            world.Task("fill", async () => Released((await file.Mapping.Pages.GrabFolioAsync(PageIndex.Zero)).Folio));
        });

    /// <summary>A read that failed left the page as it is.</summary>
    public static ExplorationProgram ReadAgainstHole { get; } = new(
        "file-read-hole", "a read of a page that is cached and not uptodate against a hole", static world =>
        {
            OpenFile open = Stale(world);
            Shared<int> read = world.Share(-1);
            world.Task("read", async () => read.Value = (int)(await open.ReadAsync(0, Page)).Bytes);
            world.Task("punch", async () => await open.File.PunchHoleAsync(0, Page));
            world.Finally("the read gave all", () => read.Value == Page ? null : $"it gave {read.Value} bytes");
        });

    public static ExplorationProgram ReadAgainstRead { get; } = new(
        "file-read-read", "two reads of a page that is cached and not uptodate", static world =>
        {
            OpenFile open = Stale(world);
            for (int i = 0; i < 2; i++)
            {
                world.Task($"read {i + 1}", async () => await open.ReadAsync(0, Page));
            }

            world.Finally("the page is uptodate", () =>
                open.File.Mapping.Pages.Peek(PageIndex.Zero) is { IsFolio: true } e && e.Folio.Has(FolioFlags.Uptodate)
                    ? null : "it is not");
        });

    public static ExplorationProgram TwoWritebacks { get; } = new(
        "file-two-writebacks", "two tasks begin to write a page back", static world =>
        {
            OpenFile open = Open(world, Page);
            open.Write(0, Page);
            world.Machine.Batches.DrainAll();
            for (int i = 0; i < 2; i++)
            {
                world.Task($"writeback {i + 1}", async () =>
                    await open.SyncFileRangeAsync(0, Page, waitsBefore: false, writes: true, waitsAfter: false));
            }

            world.Task("write", async () => await open.WriteAsync(0, Page));
            world.Finally("the flag and the tag agree, and nothing is under writeback", () => Disagreement(open.File));
        });

    private static OpenFile Stale(World world)
    {
        OpenFile open = Open(world, Page);
        Released(open.File.Mapping.Pages.GrabFolio(PageIndex.Zero).Folio);
        world.Machine.Batches.DrainAll();
        return open;
    }

    private static void Released(Folio folio)
    {
        folio.Unlock();
        folio.Put();
    }

    private static void AssertUsable(RegularFile file, Folio folio)
    {
        if (folio.Mapping != file.Mapping || !folio.Has(FolioFlags.Uptodate)
            || folio.Index >= new ByteOffset(file.Size).ToNextPageIndex())
        {
            throw new InvalidOperationException($"the fault got {folio}, which is not the file's, not uptodate, or behind its end");
        }
    }

    private static OpenFile Open(World world, long size)
    {
        FileSystem files = new(world.Machine, new FileSystemOptions { ReadAheadPages = 0 });
        return files.CreateFile("data", size).Open();
    }

    private static string? Disagreement(RegularFile file)
    {
        foreach ((PageIndex index, _, CacheEntry entry) in file.Mapping.Pages.Entries())
        {
            if (entry.IsFolio && entry.Folio.Has(FolioFlags.Dirty) != entry.Folio.HasTag(PageCacheTag.Dirty))
            {
                return $"page {index} has flags {entry.Folio.Flags} and its tag says dirty: {entry.Folio.HasTag(PageCacheTag.Dirty)}";
            }
        }

        return file.Mapping.WritebackPages.Value == 0 ? null : $"{file.Mapping.WritebackPages} pages are under writeback";
    }
}
