using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core;

/// <summary>Exhibits of memory that runs out, or is used again too soon.</summary>
internal static class Allocations
{
    public static Exhibit FailureLeaks { get; } = new(
        "no-memory",
        "two insertions, any allocation of which may fail",
        "a failed insertion returns without putting the folio that it had allocated",
        "Documentation/fault-injection: fail_page_alloc, failslab; the error path of filemap_add_folio's callers",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            async KernelWork Insert(ulong index)
            {
                Folio folio = await world.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
                if (folio.IsNone)
                {
                    return;
                }

                if (await file.Pages.AddFolioAsync(folio, new PageIndex(index), GfpFlags.HighUserMovable) == Errno.None)
                {
                    folio.Unlock();
                    folio.Put();
                }
                else if (!wrong)
                {
                    folio.Put();
                }
            }

            world.Task("a", () => Insert(1));
            world.Task("b", () => Insert(2));
        })
    { AllocationFailures = 1 };

    public static Exhibit NodeReuse { get; } = new(
        "rcu-node",
        "a reader inside a tree against erasure and another array's store",
        "nodes are used again at once, without waiting for readers: the reader finds the other array's entry in its own",
        "lib/xarray.c: xa_node_free uses call_rcu",
        static (world, wrong) =>
        {
            XNodePool pool = new();
            pool.Track(world.Machine);
            XArray mine = new(new XArrayOptions { Pool = pool });
            XArray other = new(new XArrayOptions { Pool = pool });
            mine.Store(1, XEntry.FromValue(1));
            pool.DeferNodeReuse = !wrong;
            XEntry seen = default;
            world.Task("reader", async () =>
            {
                XCursor cursor = new(mine, 1);
                await world.Point(SchedulingPoint.SlotLoad);
                cursor.Load();
                await world.Point(SchedulingPoint.SlotReload);
                if (cursor.State == XCursorState.Node)
                {
                    seen = cursor.Reload();
                }
            });
            world.Task("writer", async () =>
            {
                await world.Point(SchedulingPoint.SlotStore);
                mine.Erase(1);
                await world.Point(SchedulingPoint.SlotStore);
                other.Store(1, XEntry.FromValue(2));
            });
            world.Finally("the reader sees entries of its own array only",
                () => seen.IsValue && seen.Value == 2 ? "it saw the other array's" : null);
        });
}
