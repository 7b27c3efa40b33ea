using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core;

/// <summary>Reclaim, migration and isolation that overlook another user.</summary>
internal static class Reclaims
{
    public static Exhibit WithoutFreeze { get; } = new(
        "reclaim-freeze",
        "reclaim against a write",
        "reclaim compares the count instead of freezing it, and drops a page that was written to in between",
        "mm/vmscan.c, __remove_mapping: folio_ref_freeze decides, no comparison does",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Shared<int> written = world.Share(0, "written");
            world.Task("write", async () =>
            {
                Folio found = await Setup.LookUp(file, 0);
                if (!found.IsNone)
                {
                    await world.Point(SchedulingPoint.SlotStore);
                    await found.MarkDirtyAsync();
                    written.Value = 1;
                    found.Put();
                }
            });
            Folio folio = default;
            KernelTask reclaimer = world.Task("reclaim", async () =>
            {
                if (!wrong)
                {
                    await file.EvictFolioAsync(folio);
                }
                else if (folio.RefCount == 2 && !folio.Has(FolioFlags.Dirty))
                {
                    await file.Pages.RemoveFolioAsync(folio);
                }

                folio.Unlock();
                folio.Put();
            });
            folio = Setup.Held(world, reclaimer, file, locked: true);
            world.Sometimes("the write comes first", () => written.Value == 1);
            world.Finally("what was written is still cached", () =>
                written.Value == 0 || file.Pages.Peek(PageIndex.Zero) is { IsFolio: true, Folio: var f } && f.Has(FolioFlags.Dirty) ? null
                    : "the write is lost");
        });

    public static Exhibit ForgottenUnfreeze { get; } = new(
        "reclaim-unfreeze",
        "reclaim of a dirty page against lookup",
        "reclaim that finds the page dirty after the freeze returns without unfreezing it, and lookups spin for ever",
        "__remove_mapping: folio_ref_unfreeze before goto cannot_free",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = default;
            world.Task("lookup", async () =>
            {
                Folio found = await Setup.LookUp(file, 0);
                await world.Point(SchedulingPoint.Put);
                found.Put();
            });
            KernelTask reclaimer = world.Task("reclaim", async () =>
            {
                await world.Point(SchedulingPoint.Freeze);
                if (folio.Freeze(2))
                {
                    await world.Point(SchedulingPoint.Unfreeze);
                    if (!wrong || !folio.Has(FolioFlags.Dirty))
                    {
                        folio.Unfreeze(2);
                    }
                }

                folio.Unlock();
                if (folio.RefCount > 0)
                {
                    folio.Put();
                }
            });
            folio = Setup.Held(world, reclaimer, file, locked: true);
            folio.MarkDirty();
        });

    public static Exhibit MigrationIgnoresExtra { get; } = new(
        "migrate-extra",
        "migration against a write",
        "migration accepts whatever count it finds, and a writer that holds the old folio writes into memory that the file has left",
        "folio_migrate_mapping: expected_count",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio source = default;
            Folio target = default;
            Shared<int> written = world.Share(0, "written");
            world.Task("write", async () =>
            {
                Folio found = await Setup.LookUp(file, 0);
                await world.Point(SchedulingPoint.SlotStore);
                await found.MarkDirtyAsync();
                written.Value = 1;
                found.Put();
            });
            KernelTask migrator = world.Task("migrate", async () =>
            {
                int extra = wrong ? source.RefCount - source.ExpectedRefCount - 1 : 0;
                if (await file.MigrateMappingAsync(target, source, extra) == Errno.None)
                {
                    file.FinishMigration(source);
                }

                source.Unlock();
                source.Put();
                target.Unlock();
                target.Put();
            });
            source = Setup.Held(world, migrator, file, locked: true);
            target = Setup.Fresh(world, migrator);
            target.TryLock();
            world.Sometimes("migration succeeds", () => file.Pages.Peek(PageIndex.Zero).Folio == target);
            world.Finally("what was written is in the file",
                () => file.Pages.Peek(PageIndex.Zero).Folio.Has(FolioFlags.Dirty) ? null : "the write is lost");
        });

    public static Exhibit IsolateTwice { get; } = new(
        "isolate-race",
        "two isolations of one folio",
        "the flag is tested first and the result of the isolation ignored, so that both put back what one has taken",
        "folio_isolate_lru: folio_test_clear_lru decides",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = default;
            async KernelWork Isolate()
            {
                await world.Point(SchedulingPoint.TryGet);
                bool listed = folio.Has(FolioFlags.Lru);
                await world.Point(SchedulingPoint.BatchAdd);
                bool isolated = listed && await folio.IsolateAsync();
                if (wrong ? listed : isolated)
                {
                    await folio.PutBackAsync();
                }

                folio.Put();
            }

            KernelTask one = world.Task("a", Isolate);
            KernelTask other = world.Task("b", Isolate);
            folio = Setup.Held(world, one, file, locked: false);
            Setup.Held(world, other, file, locked: false);
        });

    public static Exhibit SwapInWithoutRecheck { get; } = new(
        "swapin-recheck",
        "a fault on a page in the swap cache against the end of its last entry",
        "the fault takes the folio that it found in the swap cache without asking, under its lock, whether it is still there",
        "mm/memory.c, do_swap_page: folio->swap is compared with the entry after folio_lock",
        static (world, wrong) =>
        {
            SwapArea area = world.Machine.Swap.SwapOn(4);
            ProcessMemory process = world.Machine.CreateProcess("process");
            VirtualPage page = process.MapAnonymous(1).First;
            process.Touch(page, write: true);
            world.Machine.Batches.DrainAll();
            Folio held = process.FolioAt(page);
            held.Get();
            process.PageOut(page, 1);
            SwapEntry slot = process.SwapAt(page)!.Value;
            held.Put();
            world.Machine.Batches.DrainAll();
            Shared<int> stale = world.Share(0, "stale");
            Shared<int> taken = world.Share(0, "taken");
            world.Task("fault", async () =>
            {
                FolioResult found = await area.Cache.GetAsync(slot);
                if (!found.IsOk)
                {
                    return;
                }

                await found.Folio.LockAsync();
                bool isThere = found.Folio.Swap == slot;
                if (isThere || wrong)
                {
                    taken.Value = 1;
                    stale.Value = isThere ? 0 : 1;
                }

                found.Folio.Unlock();
                await world.Point(SchedulingPoint.Put);
                found.Folio.Put();
            });
            world.Task("discard", async () => await process.DiscardAsync(page, 1));
            world.Sometimes("the fault takes the page", () => taken.Value == 1);
            world.Finally("what the fault took was in the slot", () => stale.Value == 0 ? null : "it had left the swap cache");
        });
}
