namespace FolioModel.Cli.Content.Core;

/// <summary>Operations of the page cache and the LRU against each other.</summary>
internal static class FilePrograms
{
    public static ExplorationProgram LookupSplitTruncate { get; } =
        new("lookup-split-truncate", "lookup, split and truncation of a folio of two pages", static world =>
    {
        AddressSpace file = Setup.File(world, 2, order: new Order(1));
        world.Task("lookup", async () =>
        {
            Folio found = await Setup.LookUp(file, 1);
            if (!found.IsNone)
            {
                await world.Point(SchedulingPoint.Put);
                found.Put();
            }
        });
        world.Task("split", async () =>
        {
            FolioResult found = await file.Pages.LockFolioAsync(PageIndex.Zero);
            if (found.IsOk)
            {
                await found.Folio.SplitAsync(Order.Zero);
                found.Folio.Unlock();
                found.Folio.Put();
            }
        });
        world.Task("truncate", () => file.TruncateAsync(default, ByteOffset.ToEnd));
        world.Finally("nothing is left", () => file.Pages.Count.Value == 0 ? null : file.Pages.DescribeTree());
    });

    /// <summary>Blocks too large for the per-CPU lists come straight from the zone's.</summary>
    public static ExplorationProgram TwoAllocations { get; } = new("two-allocations", "two allocations of large folios", static world =>
    {
        Order large = new(4);
        for (int i = 0; i < 2; i++)
        {
            world.Task($"allocate {i + 1}", async () =>
            {
                Folio folio = await world.Machine.Allocator.AllocateFolioAsync(large, GfpFlags.HighUserMovable);
                await world.Point(SchedulingPoint.Put);
                folio.Put();
            });
        }
    })
    { Pages = 256 };

    /// <summary>Taking a folio off a list joins its neighbours, and the other task's folio is one of them.</summary>
    public static ExplorationProgram IsolateNeighbours { get; } =
        new("isolate-neighbours", "two isolations of folios side by side on a list", static world =>
    {
        AddressSpace file = Setup.File(world, 3);
        for (ulong i = 0; i < 2; i++)
        {
            Folio folio = default;
            KernelTask task = world.Task($"isolate {i}", async () =>
            {
                if (await folio.IsolateAsync())
                {
                    await world.Point(SchedulingPoint.Put);
                    await folio.PutBackAsync();
                }

                folio.Put();
            });
            folio = Setup.Held(world, task, file, locked: false, index: i);
        }
    });
}
