namespace FolioModel.Cli.Content.Core;

/// <summary>Splits and migrations that look again at what they found a step before.</summary>
internal static class FolioPrograms
{
    public static ExplorationProgram HoleAgainstInvalidation { get; } =
        new("hole-split-invalidate", "a hole in the middle of a large folio against invalidation", static world =>
    {
        AddressSpace file = Hole(world);
        world.Task("invalidate", async () => await file.InvalidateAllAsync(PageIndex.Zero, PageIndex.Max));
    })
        { Profile = KernelProfile.Linux615 };

    public static ExplorationProgram HoleAgainstSplit { get; } =
        new("hole-split-split", "a hole in the middle of a large folio against a split of what is behind it", static world =>
    {
        AddressSpace file = Hole(world);
        world.Task("split", async () =>
        {
            FolioResult found = await file.Pages.LockFolioAsync(new PageIndex(3));
            if (found.IsOk)
            {
                if (found.Folio.Order > Order.Zero)
                {
                    await found.Folio.SplitAsync(Order.Zero);
                }

                found.Folio.Unlock();
                found.Folio.Put();
            }
        });
    })
        { Profile = KernelProfile.Linux615 };

    public static ExplorationProgram MigrationAgainstWriteback { get; } =
        new("migrate-writeback", "migration of a page against the end of its writeback", static world =>
    {
        AddressSpace file = Setup.File(world, 1);
        Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
        Shared<Errno> error = world.Share(Errno.None, "migrated");
        KernelTask task = world.Task("migrate", async () =>
        {
            error.Value = (await folio.MigrateAsync()).Error;
            if (error.Value != Errno.None)
            {
                await folio.PutBackAsync();
            }
        });
        Setup.Isolate(world, task, folio);

        WritebackPrograms.Begin(file);
        WritebackPrograms.End(world, file);
        world.Sometimes("the page moves", () => error.Value == Errno.None);
        world.Sometimes("the page is busy", () => error.Value == Errno.EBUSY);
    });

    private static AddressSpace Hole(World world)
    {
        AddressSpace file = Setup.File(world, 4, order: new Order(2));
        world.Task("punch", () => file.TruncateAsync(new ByteOffset(PageSize.Bytes), new ByteOffset(3 * PageSize.Bytes - 1)));
        world.Finally("what was in the hole is gone", () =>
            file.Pages.Entries().All(static e => e.Index.Value is not (1 or 2) || !e.Entry.IsFolio) ? null : file.Pages.DescribeTree());
        return file;
    }
}
