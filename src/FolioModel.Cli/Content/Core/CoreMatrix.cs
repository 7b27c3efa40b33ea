namespace FolioModel.Cli.Content.Core;

/// <summary>The core's part of the lock matrix: operations of the page cache on an ordinary file whose two pages are one folio.</summary>
internal static class CoreMatrix
{
    private const string Ordinary = "ordinary";
    private const string Nothing = "nothing";
    private const string Done = "done";
    private const int Pages = 3;

    private static readonly PageIndex s_absent = new(2);

    /// <summary>The rows that run on any file.</summary>
    public static IReadOnlyList<string> OnAnyFile { get; } = ["lookup"];

    /// <summary>The rows that run on any file of small folios whose pages any task may add.</summary>
    public static IReadOnlyList<string> OnSmallFolios { get; } = ["lookup", "grab", "add", "drain"];

    public static MatrixPart Part { get; } = new()
    {
        Files = [new MatrixFile(Ordinary, "a file of two cached pages in one folio", Open), .. PrivateMatrix.Files],
        Rows =
        [
            new("lookup", [Ordinary], LookUp),
            new("grab", [Ordinary], static async w => Used((await w.File.Pages.GrabFolioAsync(s_absent)).Folio, Done)),
            new("add", [Ordinary], Add),
            new("remove", [Ordinary], static w => WithLocked(w, async folio =>
            {
                await folio.WaitForWritebackAsync();
                await w.File.Pages.RemoveFolioAsync(folio);
                return Done;
            })),
            new("truncate", [Ordinary], static async w =>
            {
                await w.File.TruncateAsync(default, ByteOffset.ToEnd);
                return Done;
            }),
            new("invalidate2", [Ordinary], static async w => $"{await w.File.InvalidateAllAsync(PageIndex.Zero, PageIndex.Max)}"),
            new("split", [Ordinary], static w => WithLocked(w, static async folio =>
                folio.Pages > 1 ? $"{await folio.SplitAsync(Order.Zero)}" : Nothing)) { GivesUp = [$"{Errno.EAGAIN}", $"{Errno.EBUSY}"] },
            new("migrate", [Ordinary], Migrate) { GivesUp = [$"{Errno.EAGAIN}"] },
            new("reclaim", [Ordinary],
                static w => WithLocked(w, async folio => $"{await w.File.EvictFolioAsync(folio)}")) { GivesUp = ["0"] },
            new("write back", [Ordinary], WriteBack),
            new("drain", [Ordinary], static async w =>
            {
                await w.Machine.Batches.DrainAllAsync();
                return Done;
            }),
            .. PrivateMatrix.Rows,
        ],
        BenignPairs =
        [
            new('a', "a lookup takes no lock: try_get refuses a folio that is frozen or freed, and the slot is read again once the "
                + "reference is there", BenignPair.With("lookup")),
            new('b', "a drain moves folios of which its batch holds references, one by one, and only those whose LRU flag it has taken off",
                BenignPair.With("drain")),
            new('c', "both add a page at the same place: i_pages is held for one step, and who comes second finds the entry (EEXIST) and "
                + "drops its own folio", static (x, y) => x == "add" && y == "add"),
            new('d', "they work on different folios; what they share, the tree, changes under i_pages in one step",
                static (x, y) => x is "grab" or "add" || y is "grab" or "add"),
            PrivateMatrix.Reason,
        ],
        Witnesses =
        [
            new(LockClass.InodeLock, "shmem-fallocate-truncate", "the pages that fallocate made are there when it grows the size to them"),
            new(LockClass.InvalidateLock, "hole-fill", "nobody fills a page from a block that is being freed"),
            new(LockClass.FolioLock, "remove+remove", "a folio is removed once: who waited for its lock looks at its mapping again"),
            new(LockClass.InodeSpinLock, "hugetlb-blocks",
                "i_blocks, a sum that is read and written, counts every huge page (in other files the kernel keeps inode lists under it, "
                + "which the model has not)"),
            new(LockClass.PagesLock, "add+add", "a slot that was found empty is empty when the folio is stored"),
            new(LockClass.LruLock, "isolate-neighbours",
                "a folio's neighbours on its list are the ones that were looked up when it is taken out from between them"),
            new(LockClass.ZoneLock, "two-allocations", "a free block that was found first on its list is so when it is taken off"),
        ],
    };

    private static MatrixSite Open(World world)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "file", Size = Pages * PageSize.Bytes, MaxOrder = new Order(1) });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(1)).Folio;
        folio.Unlock();
        folio.Put();
        world.Machine.Batches.DrainAll();
        return new MatrixSite(world, file);
    }

    private static async KernelWork<string> LookUp(MatrixSite w)
    {
        FolioResult found = await w.File.Pages.GetFolioAsync(new PageIndex(1));
        await w.Machine.PointAsync(SchedulingPoint.Put);
        if (!found.IsOk)
        {
            return Nothing;
        }

        found.Folio.Put();
        return "found";
    }

    private static async KernelWork<string> Add(MatrixSite w)
    {
        Folio folio = await w.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
        Errno error = await w.File.Pages.AddFolioAsync(folio, s_absent, GfpFlags.HighUserMovable);
        if (error == Errno.None)
        {
            folio.Unlock();
        }

        folio.Put();
        return $"{error}";
    }

    private static async KernelWork<string> WithLocked(MatrixSite w, Func<Folio, KernelWork<string>> work)
    {
        FolioResult found = await w.File.Pages.LockFolioAsync(PageIndex.Zero);
        return found.IsOk ? Used(found.Folio, await work(found.Folio)) : Nothing;
    }

    private static string Used(Folio locked, string result)
    {
        locked.Unlock();
        locked.Put();
        return result;
    }

    private static async KernelWork<string> Migrate(MatrixSite w)
    {
        FolioResult found = await w.File.Pages.LockFolioAsync(PageIndex.Zero);
        if (!found.IsOk)
        {
            return Nothing;
        }

        Folio source = found.Folio;
        await source.WaitForWritebackAsync();
        Folio target = await w.Machine.Allocator.AllocateFolioAsync(source.Order, GfpFlags.HighUserMovable);
        target.TryLock();
        Errno error = await w.File.MigrateMappingAsync(target, source, 0);
        if (error == Errno.None)
        {
            target.MigrateFlagsFrom(source);
            w.File.FinishMigration(source);
            target.Unlock();
            await target.AddToLruAsync();
        }
        else
        {
            target.Unlock();
        }

        target.Put();
        return Used(source, $"{error}");
    }

    private static async KernelWork<string> WriteBack(MatrixSite w)
    {
        FolioResult found = await w.File.Pages.LockFolioAsync(PageIndex.Zero);
        if (!found.IsOk)
        {
            return Nothing;
        }

        Folio folio = found.Folio;
        await folio.WaitForWritebackAsync();
        await folio.MarkDirtyAsync();
        folio.ClearDirtyForIo();
        await folio.StartWritebackAsync();
        folio.Unlock();
        await w.Machine.PointAsync(SchedulingPoint.Unlock);
        await folio.EndWritebackAsync();
        folio.Put();
        return Done;
    }
}
