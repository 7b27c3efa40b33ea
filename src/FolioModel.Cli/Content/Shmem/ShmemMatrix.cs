using FolioModel.Cli.Content.Core;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>shmem's part of the lock matrix.</summary>
internal static class ShmemMatrix
{
    private const string File = "shmem";
    private const int Page = PageSize.Bytes;

    public static MatrixPart Part { get; } = new()
    {
        Files = [new MatrixFile(File, "a shmem file of two cached pages, with swap",
            static world => ShmemSite.Open(world)) { AlsoRuns = ["lookup", "drain"] }],
        Rows =
        [
            Row("shmem read", static async w => $"{(await w.Shmem.ReadAsync(0, Page)).Bytes}"),
            Row("shmem write", static async w => $"{(await w.Shmem.WriteAsync(0, Page)).Bytes}"),
            Row("shmem fallocate", static async w => $"{await w.Shmem.FallocateAsync(FallocateMode.KeepSize, default, 2 * Page)}"),
            Row("shmem punch",
                static async w => $"{await w.Shmem.FallocateAsync(FallocateMode.KeepSize | FallocateMode.PunchHole, default, Page)}"),
            Row("shmem truncate", static async w => $"{await w.Shmem.SetSizeAsync(0)}"),
        ],
    };

    private static MatrixRow Row(string name, Func<ShmemSite, KernelWork<string>> run) => MatrixRow.For(name, [File], run);

    /// <summary>A file of two pages, both cached.</summary>
    private sealed class ShmemSite(World world, ShmemFile shmem) : MatrixSite(world, shmem.Mapping)
    {
        public ShmemFile Shmem { get; } = shmem;

        public static ShmemSite Open(World world)
        {
            world.Machine.Swap.SwapOn(8);
            ShmemFile file = new ShmemMount(world.Machine).CreateFile(new ShmemOptions { Size = 2 * Page });
            file.Fallocate(FallocateMode.KeepSize, default, 2 * Page);
            world.Machine.Batches.DrainAll();
            return new ShmemSite(world, file);
        }

        protected override string DescribeOwner() => $"allocated {Shmem.Allocated}, ";
    }
}
