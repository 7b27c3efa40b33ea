namespace FolioModel.Cli.Content.Core;

/// <summary>References taken, dropped or forgotten at the wrong moment.</summary>
internal static class References
{
    public static Exhibit PutBeforeUnlock { get; } = new(
        "put-unlock",
        "two holders of a folio in no cache",
        "the holder drops its reference before it unlocks, and unlocks freed memory when it was the last",
        "rule of folio_unlock: the caller still holds a reference",
        static (world, wrong) =>
        {
            Folio folio = default;
            KernelTask one = world.Task("locker", async () =>
            {
                await folio.LockAsync();
                await world.Point(SchedulingPoint.Put);
                if (wrong)
                {
                    folio.Put();
                    await world.Point(SchedulingPoint.Unlock);
                    folio.Unlock();
                }
                else
                {
                    folio.Unlock();
                    folio.Put();
                }
            });
            KernelTask other = world.Task("other", async () =>
            {
                await world.Point(SchedulingPoint.Put);
                folio.Put();
            });
            folio = Setup.Fresh(world, one);
            using Machine.TaskScope scope = world.Machine.RunAs(other);
            folio.Get();
        });

    public static Exhibit RemovalDropsEarly { get; } = new(
        "remove-order",
        "removal against lookup",
        "the page cache's references are dropped before the entry is gone, so that for a while the entry points to a folio that nobody "
            + "holds for it",
        "filemap_remove_folio: the entry goes first, filemap_free_folio drops the references",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = default;
            KernelTask remover = world.Task("remove", async () =>
            {
                if (wrong)
                {
                    await world.Point(SchedulingPoint.CachePut);
                    file.Pages.OwnerEntries.DropCacheReferences(folio);
                }

                await file.Pages.Lock.AcquireAsync();
                file.Pages.OwnerEntries.DeleteEntry(folio);
                file.Pages.Lock.Release();
                if (!wrong)
                {
                    await world.Point(SchedulingPoint.CachePut);
                    file.Pages.OwnerEntries.DropCacheReferences(folio);
                }

                folio.Unlock();
                folio.Put();
            });
            world.Task("lookup", async () =>
            {
                Folio found = await Setup.LookUp(file, 0);
                await world.Point(SchedulingPoint.Put);
                if (!found.IsNone)
                {
                    found.Put();
                }
            });
            folio = Setup.Held(world, remover, file, locked: true);
            world.Always("an entry of the page cache owns references", () =>
                file.Pages.Peek(PageIndex.Zero) is { IsFolio: true, Folio: var cached }
                    && cached.Holders.All(h => h.Kind != HolderKind.PageCache)
                    ? $"the entry of {cached.Describe()} owns none" : null);
        });

    public static Exhibit EntryBeforeReferences { get; } = new(
        "insert-order",
        "insertion against removal",
        "the entry is published before the page cache takes its references, and a removal drops references that were never taken",
        "__filemap_add_folio: folio_ref_add comes before xas_store",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            Folio folio = default;
            KernelTask inserter = world.Task("insert", async () =>
            {
                if (!wrong)
                {
                    await world.Point(SchedulingPoint.CacheGet);
                    file.Pages.OwnerEntries.TakeCacheReferences(folio);
                }

                await file.Pages.Lock.AcquireAsync();
                file.Pages.OwnerEntries.StoreEntry(folio, PageIndex.Zero);
                file.Pages.Lock.Release();
                if (wrong)
                {
                    await world.Point(SchedulingPoint.CacheGet);
                    file.Pages.OwnerEntries.TakeCacheReferences(folio);
                }

                folio.Put();
            });
            world.Task("remove", () => Setup.LockedRemoval(file, 0));
            folio = Setup.Fresh(world, inserter);
        });

    public static Exhibit LoserLeaks { get; } = new(
        "grab-loser",
        "two grabs of one absent page",
        "the grab that finds the page taken (EEXIST) forgets to put the folio that it allocated",
        "__filemap_get_folio: folio_put after filemap_add_folio failed",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world);
            async KernelWork Grab()
            {
                Folio folio;
                while (true)
                {
                    folio = await Setup.LookUp(file, 0);
                    if (!folio.IsNone)
                    {
                        break;
                    }

                    folio = await world.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
                    if (await file.Pages.AddFolioAsync(folio, PageIndex.Zero, GfpFlags.HighUserMovable) == Errno.None)
                    {
                        folio.Unlock();
                        break;
                    }

                    if (!wrong)
                    {
                        folio.Put();
                    }
                }

                folio.Put();
            }

            world.Task("a", Grab);
            world.Task("b", Grab);
            world.Finally("one page is cached", () => file.Pages.Count.Value == 1 ? null : file.ToString());
        });

    public static Exhibit BatchKeepsReference { get; } = new(
        "lru-add",
        "LRU addition against removal",
        "the reference that the addition took for its batch is never dropped",
        "folio_batch_move_lru: folios_put at the end",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = default;
            KernelTask adder = world.Task("add", async () =>
            {
                await world.Point(SchedulingPoint.BatchAdd);
                folio.Get();
                await world.Point(SchedulingPoint.BatchDrain);
                if (!wrong)
                {
                    folio.Put();
                }

                folio.Put();
            });
            world.Task("remove", () => Setup.LockedRemoval(file, 0));
            folio = Setup.Held(world, adder, file, locked: false);
        });

    public static Exhibit NonAtomicPut { get; } = new(
        "put-last",
        "two users, the last of whom is to remove the folio",
        "the test for being the last is not the put itself: both users see the other, and nobody removes the folio",
        "folio_put_testzero; Documentation/core-api/refcount-vs-atomic.rst: dropping and testing are one operation",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            int users = 2;
            Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
            Shared<int> counter = world.Share(users, "counter");
            async KernelWork Leave()
            {
                await world.Point(SchedulingPoint.Put);
                bool last = counter.Value == 1;
                if (wrong)
                {
                    await world.Point(SchedulingPoint.Put);
                }

                counter.Value--;
                if (last)
                {
                    await Setup.LockedRemoval(file, 0);
                }
            }

            world.Task("a", Leave);
            world.Task("b", Leave);
            world.Finally("the folio is gone", () => folio.IsAlive ? folio.Describe() : null);
        });

    public static Exhibit PoisonKeepsReference { get; } = new(
        "hwpoison-put",
        "guest fault against a memory failure",
        "the path that finds the page poisoned returns without putting the folio that it had got",
        "virt: guest_memfd: fix reference leak on hwpoisoned page (c31745d2c508, 2024): in 6.8 and 6.9",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
            Pfn pfn = folio.Pfn;
            Shared<int> poison = world.Share(0, "poison");
            world.Task("fault", async () =>
            {
                FolioResult got = await file.Pages.LockFolioAsync(PageIndex.Zero);
                if (!got.IsOk)
                {
                    return;
                }

                got.Folio.Unlock();
                if (poison.Value == 0 || !wrong)
                {
                    got.Folio.Put();
                }
            });
            world.Task("failure", async () =>
            {
                await world.Point(SchedulingPoint.SlotStore);
                poison.Value = 1;
            });
        });
}
