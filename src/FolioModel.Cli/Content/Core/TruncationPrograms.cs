namespace FolioModel.Cli.Content.Core;

/// <summary>Truncation and invalidation against other uses of the page that they take out of its file.</summary>
internal static class TruncationPrograms
{
    /// <summary>
    /// The page is not the first of the range, which the pass over partial folios would have waited for: only the last pass meets it.
    /// </summary>
    public static ExplorationProgram Writeback { get; } =
        new("truncate-writeback", "truncation against the writeback of a page in the middle of the range", static world =>
    {
        AddressSpace file = Setup.File(world, 2);
        world.Task("truncate", () => file.TruncateAsync(default, ByteOffset.ToEnd));
        Written(world, file, index: 1);
        world.Finally("no page is left", () => file.Pages.Count.Value == 0 ? null : file.Pages.DescribeTree());
    });

    public static ExplorationProgram Invalidation { get; } =
        new("invalidate2-writeback", "invalidation of everything against the writeback of a page", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        world.Task("invalidate", async () => await file.InvalidateAllAsync(PageIndex.Zero, PageIndex.Max));
        Written(world, file, index: 0);
    });

    /// <summary>The page behind the one touched is taken along, if it is still the file's once it is locked.</summary>
    public static ExplorationProgram FaultAround { get; } =
        new("truncate-fault-around", "truncation against a fault that maps the pages around the one touched", static world =>
    {
        AddressSpace file = Setup.File(world, 2);
        for (ulong i = 0; i < 2; i++)
        {
            file.Pages.Peek(new PageIndex(i)).Folio.MarkUptodate();
        }

        ProcessMemory process = world.Machine.CreateProcess("process");
        MappedArea area = process.Map(file, PageIndex.Zero, 2, MapOptions.Shared);
        world.Task("fault", async () => await process.TouchAsync(area.First, write: false));
        world.Task("truncate", () => file.TruncateAsync(new ByteOffset(PageSize.Bytes), ByteOffset.ToEnd));
        world.Finally("what is mapped is in the file", () =>
        {
            Folio mapped = process.FolioAt(area.First + 1);
            return mapped.IsNone || mapped == file.Pages.Peek(new PageIndex(1)).Folio ? null : $"{mapped} is mapped and in no file";
        });
    });

    private static void Written(World world, AddressSpace file, ulong index) => world.Task("write back", async () =>
    {
        FolioResult found = await file.Pages.LockFolioAsync(new PageIndex(index));
        if (!found.IsOk)
        {
            return;
        }

        await found.Folio.StartWritebackAsync();
        found.Folio.Unlock();
        await world.Point(SchedulingPoint.Unlock);
        await found.Folio.EndWritebackAsync();
        found.Folio.Put();
    });
}
