namespace FolioModel.Cli.Content.Core;

/// <summary>Splits, migrations and walks that look again at what they found a step before.</summary>
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
        using (world.Machine.RunAs(task))
        {
            folio.Get();
            folio.Isolate();
            folio.Put();
        }

        WritebackPrograms.Begin(file);
        WritebackPrograms.End(world, file);
        world.Sometimes("the page moves", () => error.Value == Errno.None);
        world.Sometimes("the page is busy", () => error.Value == Errno.EBUSY);
    });

    /// <summary>The node that goes first leaves a tree of one shadow, which needs no node: the next of the list has gone with it.</summary>
    public static ExplorationProgram ShadowNodes { get; } =
        new("shadow-nodes", "the shrinker takes both nodes of a file of two shadows, and a lookup", static world =>
    {
        PageIndex[] pages = [new(64), PageIndex.Zero];
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 20 });
        foreach (PageIndex index in pages)
        {
            FolioResult got = file.Pages.GrabFolio(index);
            got.Folio.Unlock();
            got.Folio.Put();
        }

        world.Machine.Batches.DrainAll();
        foreach (PageIndex index in pages)
        {
            Folio folio = file.Pages.LockFolio(index).Folio;
            file.EvictFolio(folio);
            folio.Unlock();
            folio.Put();
        }

        world.Task("shrink", async () =>
        {
            await world.Point(SchedulingPoint.Reschedule);
            world.Machine.DropSlab();
        });
        world.Task("lookup", async () => await Setup.LookUp(file, 0));
        world.Finally("no node is left", () =>
            file.Pages.Entries().All(static e => e.Index == PageIndex.Zero) ? null : file.Pages.DescribeTree());
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
