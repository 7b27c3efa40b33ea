namespace FolioModel.Cli.Content.Core;

/// <summary>Lookups that trust what they have read once.</summary>
internal static class Lookups
{
    public static Exhibit WithoutRecheck { get; } = new(
        "lookup-recheck",
        "lookup against removal, and the frame's next user",
        "the lookup does not read the slot again after try_get, and returns a folio of somebody else",
        "filemap_get_entry: xas_reload after folio_try_get; mm: speculative page references (e286781d5f2e, Nick Piggin, 2.6.27)",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio removed = default;
            Folio found = default;
            Folio stranger = default;
            world.Task("lookup", async () =>
            {
                found = wrong ? await Setup.LookUpWithoutRecheck(file, 0) : await Setup.LookUp(file, 0);
                bool isStranger = !found.IsNone && found == stranger;
                await world.Point(SchedulingPoint.Put);
                if (isStranger)
                {
                    throw new KernelBugException($"the lookup in {file} returned {found}, which another owner has allocated")
                    {
                        Folio = found,
                        Task = world.Machine.Current,
                    };
                }

                if (!found.IsNone)
                {
                    found.Put();
                }
            });
            KernelTask remover = world.Task("remove", async () =>
            {
                await file.Pages.RemoveFolioAsync(removed);
                removed.Unlock();
                removed.Put();
                stranger = await world.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
                await world.Point(SchedulingPoint.Put);
                stranger.Put();
            });
            removed = Setup.Held(world, remover, file, locked: true);
        });

    public static Exhibit SiblingHead { get; } = new(
        "split-lookup",
        "lookup of a tail's index against a split",
        "the lookup found the large folio for the tail's index, and returns its head after the split made the tail a folio of its own",
        "linux-mm 2026: a lookup racing with a folio split, about one crash a day in a fleet of 128 machines",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 2, order: new Order(1));
            Folio whole = default;
            world.Task("lookup", async () =>
            {
                Folio found = wrong ? await Setup.LookUpWithoutRecheck(file, 1) : await Setup.LookUp(file, 1);
                if (!found.IsNone && !found.Contains(new PageIndex(1)))
                {
                    throw new KernelBugException($"the lookup of page 1 returned {found.Describe()}, which does not contain it")
                    {
                        Folio = found,
                        Task = world.Machine.Current,
                    };
                }

                await world.Point(SchedulingPoint.Put);
                if (!found.IsNone)
                {
                    found.Put();
                }
            });
            KernelTask splitter = world.Task("split", async () =>
            {
                await whole.SplitAsync(Order.Zero);
                whole.Unlock();
                whole.Put();
            });
            whole = Setup.Held(world, splitter, file, locked: true);
        });

    public static Exhibit GetOnFrozen { get; } = new(
        "frozen-get",
        "lookup against a freeze",
        "the lookup uses folio_get instead of folio_try_get, and raises a count of 0 that belongs to the freezer",
        "include/linux/page_ref.h: folio_try_get refuses a count of 0; folio_ref_freeze",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            Folio folio = file.Pages.Peek(PageIndex.Zero).Folio;
            world.Task("lookup", async () =>
            {
                await world.Point(SchedulingPoint.TryGet);
                if (wrong)
                {
                    folio.Get();
                }
                else if (!folio.TryGet())
                {
                    return;
                }

                await world.Point(SchedulingPoint.Put);
                folio.Put();
            });
            world.Task("freeze", async () =>
            {
                await world.Point(SchedulingPoint.Freeze);
                if (folio.Freeze(1))
                {
                    await world.Point(SchedulingPoint.Unfreeze);
                    folio.Unfreeze(1);
                }
            });
        });

    public static Exhibit TruncateWithoutRecheck { get; } = new(
        "truncate-recheck",
        "two removals of one folio",
        "the folio's mapping is not compared again after its lock was waited for, and the folio is removed twice",
        "mm/truncate.c, truncate_inode_folio: the mapping is compared under the folio lock",
        static (world, wrong) =>
        {
            AddressSpace file = Setup.File(world, 1);
            async KernelWork Truncate()
            {
                if (!wrong)
                {
                    await Setup.LockedRemoval(file, 0);
                    return;
                }

                Folio found = await Setup.LookUp(file, 0);
                if (!found.IsNone)
                {
                    await found.LockAsync();
                    await file.Pages.RemoveFolioAsync(found);
                    found.Unlock();
                    found.Put();
                }
            }

            world.Task("first", Truncate);
            world.Task("second", Truncate);
            world.Finally("the cache is empty", () => file.Pages.Count.Value == 0 ? null : file.ToString());
        });
}
