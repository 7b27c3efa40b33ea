using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explore.Matrix;

/// <summary>An operation of the lock matrix.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Where">Which files it is done to.</param>
/// <param name="Run">Runs it and says what came of it.</param>
internal sealed record MatrixOperation(string Name, MatrixFiles Where, Func<MatrixWorld, KernelWork<string>> Run)
{
    private const string Nothing = "nothing";
    private const string Done = "done";

    /// <summary>The results that say that it did nothing because somebody used the folio for a moment.</summary>
    public string[] GivesUp { get; init; } = [];

    public static IReadOnlyList<MatrixOperation> All { get; } =
    [
        new("lookup", MatrixFiles.Any, LookUp),
        new("grab", MatrixFiles.Small, static async w => Used((await w.File.GrabFolioAsync(MatrixWorld.Absent)).Folio, Done)),
        new("add", MatrixFiles.Small, Add),
        new("remove", MatrixFiles.Ordinary, static w => WithLocked(w, async folio =>
        {
            await w.File.RemoveFolioAsync(folio);
            return Done;
        })),
        new("truncate", MatrixFiles.Ordinary, static async w =>
        {
            await w.File.TruncateAsync(default, ByteOffset.ToEnd);
            return Done;
        }),
        new("invalidate2", MatrixFiles.Ordinary, static async w => $"{await w.File.InvalidateAllAsync(PageIndex.Zero, PageIndex.Max)}"),
        new("split", MatrixFiles.Ordinary, static w => WithLocked(w, static async folio =>
            folio.Pages > 1 ? $"{await folio.SplitAsync(Order.Zero)}" : Nothing)) { GivesUp = [$"{Errno.EAGAIN}", $"{Errno.EBUSY}"] },
        new("migrate", MatrixFiles.Ordinary, Migrate) { GivesUp = [$"{Errno.EAGAIN}"] },
        new("reclaim", MatrixFiles.Ordinary, static w => WithLocked(w, async folio => $"{await w.File.EvictFolioAsync(folio)}")) { GivesUp = ["0"] },
        new("write back", MatrixFiles.Ordinary, WriteBack),
        new("drain", MatrixFiles.Small, static async w =>
        {
            await w.Machine.Batches.DrainAllAsync();
            return Done;
        }),
        new("gmem allocate", MatrixFiles.Guest, static async w => $"{await w.Guest!.AllocateAsync(default, 3 * PageSize.Bytes)}"),
        new("punch hole", MatrixFiles.Guest, static async w => $"{await w.Guest!.PunchHoleAsync(default, PageSize.Bytes)}"),
        new("get_pfn", MatrixFiles.Guest, static async w => $"{await w.Vm!.FaultPrivateAsync(0)}"),
        new("convert", MatrixFiles.Guest, static async w =>
            $"{(await w.Guest!.ConvertAsync(PageIndex.Zero, new PageCount(2), toPrivate: true, drain: true)).Error}") { GivesUp = [$"{Errno.EAGAIN}"] },
        new("bind", MatrixFiles.Guest, static async w =>
            $"{await w.Vm!.SetMemoryRegionAsync(2, MemorySlotFlags.GuestMemfd, 1 << 20, PageSize.Bytes, w.Guest, 2 * PageSize.Bytes)}"),
        new("huge fault", MatrixFiles.Huge, static async w => $"{await w.HugeMapping!.TouchAsync(w.Pool!.PageBytes, write: true)}"),
        new("huge fallocate", MatrixFiles.Huge, static async w =>
            $"{await w.HugeFile!.FallocateAsync(FallocateMode.None, default, 2 * w.Pool!.PageBytes)}"),
        new("huge punch", MatrixFiles.Huge, static async w =>
            $"{await w.HugeFile!.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, 2 * w.Pool!.PageBytes)}"),
        new("huge truncate", MatrixFiles.Huge, static async w => $"{await w.HugeFile!.TruncateAsync(0)}"),
        new("pool resize", MatrixFiles.Huge, static async w => $"{await w.Pool!.ResizeAsync(1)}"),
    ];

    private static async KernelWork<string> LookUp(MatrixWorld w)
    {
        FolioResult found = await w.File.GetFolioAsync(new PageIndex(1));
        await w.Machine.PointAsync(SchedulingPoint.Put);
        if (!found.IsOk)
        {
            return Nothing;
        }

        found.Folio.Put();
        return "found";
    }

    private static async KernelWork<string> Add(MatrixWorld w)
    {
        Folio folio = await w.Machine.Allocator.AllocateFolioAsync(Order.Zero, GfpFlags.HighUserMovable);
        Errno error = await w.File.AddFolioAsync(folio, MatrixWorld.Absent, GfpFlags.HighUserMovable);
        if (error == Errno.None)
        {
            folio.Unlock();
        }

        folio.Put();
        return $"{error}";
    }

    private static async KernelWork<string> WithLocked(MatrixWorld w, Func<Folio, KernelWork<string>> work)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
        return found.IsOk ? Used(found.Folio, await work(found.Folio)) : Nothing;
    }

    private static string Used(Folio locked, string result)
    {
        locked.Unlock();
        locked.Put();
        return result;
    }

    private static async KernelWork<string> Migrate(MatrixWorld w)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
        if (!found.IsOk)
        {
            return Nothing;
        }

        Folio source = found.Folio;
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

    private static async KernelWork<string> WriteBack(MatrixWorld w)
    {
        FolioResult found = await w.File.LockFolioAsync(PageIndex.Zero);
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
