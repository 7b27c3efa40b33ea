using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Exploration.Matrix;

/// <summary>An operation of the lock matrix.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Where">Which files it is done to.</param>
/// <param name="Run">Runs it.</param>
internal sealed record MatrixOperation(string Name, MatrixFiles Where, Func<MatrixWorld, KernelWork> Run)
{
    public static IReadOnlyList<MatrixOperation> All { get; } =
    [
        new("lookup", MatrixFiles.Any, LookUp),
        new("grab", MatrixFiles.Small, Grab),
        new("add", MatrixFiles.Small, Add),
        new("remove", MatrixFiles.Ordinary, static w => WithLocked(w, async folio => await w.File.RemoveFolioAsync(folio))),
        new("truncate", MatrixFiles.Ordinary, static w => w.File.TruncateAsync(default, ByteOffset.ToEnd)),
        new("invalidate2", MatrixFiles.Ordinary, static async w => await w.File.InvalidateAllAsync(PageIndex.Zero, PageIndex.Max)),
        new("split", MatrixFiles.Ordinary, static w => WithLocked(w, async folio =>
        {
            if (folio.Pages > 1)
            {
                await folio.SplitAsync(Order.Zero);
            }
        })),
        new("migrate", MatrixFiles.Ordinary, Migrate),
        new("reclaim", MatrixFiles.Ordinary, static w => WithLocked(w, async folio => await w.File.EvictFolioAsync(folio))),
        new("write back", MatrixFiles.Ordinary, WriteBack),
        new("drain", MatrixFiles.Small, static w => w.Machine.Batches.DrainAllAsync()),
        new("gmem allocate", MatrixFiles.Guest, static async w => await w.Guest!.AllocateAsync(default, 3 * PageSize.Bytes)),
        new("punch hole", MatrixFiles.Guest, static async w => await w.Guest!.PunchHoleAsync(default, PageSize.Bytes)),
        new("get_pfn", MatrixFiles.Guest, static async w => await w.Vm!.FaultPrivateAsync(0)),
        new("convert", MatrixFiles.Guest, static async w => await w.Guest!.ConvertAsync(PageIndex.Zero, new PageCount(2), toPrivate: true, drain: true)),
        new("bind", MatrixFiles.Guest, static async w =>
            await w.Vm!.SetMemoryRegionAsync(2, MemorySlotFlags.GuestMemfd, 1 << 20, PageSize.Bytes, w.Guest, 2 * PageSize.Bytes)),
        new("huge fault", MatrixFiles.Huge, static async w => await w.HugeMapping!.TouchAsync(w.Pool!.PageBytes, write: true)),
        new("huge fallocate", MatrixFiles.Huge, static async w =>
            await w.HugeFile!.FallocateAsync(FallocateMode.None, default, 2 * w.Pool!.PageBytes)),
        new("huge punch", MatrixFiles.Huge, static async w =>
            await w.HugeFile!.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, 2 * w.Pool!.PageBytes)),
        new("huge truncate", MatrixFiles.Huge, static async w => await w.HugeFile!.TruncateAsync(0)),
        new("pool resize", MatrixFiles.Huge, static async w => await w.Pool!.ResizeAsync(1)),
    ];

    private static async KernelWork LookUp(MatrixWorld w)
    {
        FolioResult found = await w.File.GetFolioAsync(new PageIndex(1));
        await w.Machine.PointAsync(SchedulingPoint.Put);
        if (found.IsOk)
        {
            found.Folio.Put();
        }
    }

    private static async KernelWork Grab(MatrixWorld w)
    {
        Folio folio = (await w.File.GrabFolioAsync(MatrixWorld.Absent)).Folio;
        folio.Unlock();
        folio.Put();
    }

    private static async KernelWork Add(MatrixWorld w)
    {
        Folio folio = await w.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
        if (await w.File.AddFolioAsync(folio, MatrixWorld.Absent, GfpFlags.HighUserMovable) == Errno.None)
        {
            folio.Unlock();
        }

        folio.Put();
    }

    private static async KernelWork WithLocked(MatrixWorld w, Func<Folio, KernelWork> work)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
        if (found.IsOk)
        {
            await work(found.Folio);
            found.Folio.Unlock();
            found.Folio.Put();
        }
    }

    private static async KernelWork Migrate(MatrixWorld w)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
        if (!found.IsOk)
        {
            return;
        }

        Folio source = found.Folio;
        Folio target = await w.Machine.Allocator.AllocateFolioAsync(source.Order, GfpFlags.HighUserMovable);
        target.TryLock();
        if (await w.File.MigrateMappingAsync(target, source, 0) == Errno.None)
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
        source.Unlock();
        source.Put();
    }

    private static async KernelWork WriteBack(MatrixWorld w)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
        if (!found.IsOk)
        {
            return;
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
    }
}

/// <summary>Kinds of files.</summary>
[Flags]
internal enum MatrixFiles
{
    Ordinary = 1,
    Guest = 2,
    Huge = 4,
    Small = Ordinary | Guest,
    Any = Small | Huge,
}
