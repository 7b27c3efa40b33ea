using FolioModel;
using FolioModel.Testing;

namespace OwnFileSystem;

/// <summary>The small filesystem's part of the lock matrix: every pair of its operations, and the core's lookup beside them.</summary>
internal static class SmallMatrix
{
    private const string File = "smallfs";

    public static MatrixPart Part { get; } = new()
    {
        Files =
        [
            new MatrixFile(File, "a file of the small filesystem with two pages in the journal", SmallSite.Open) { AlsoRuns = ["lookup"] },
        ],
        Rows =
        [
            Row("smallfs write", static async site => $"{await site.Small.WriteAsync(default)}"),
            Row("smallfs commit", static async site => $"{await site.FileSystem.Journal.CommitAsync()}"),
            Row("smallfs truncate", static async site =>
            {
                await site.Small.TruncateAsync(default);
                return "done";
            }),
        ],
        Witnesses = [new(Journal.LockClass, SmallPrograms.TwoCommits.Name, "the running transaction and the journal's free blocks")],
    };

    private static MatrixRow Row(string name, Func<SmallSite, KernelWork<string>> run) => MatrixRow.For(name, [File], run);

    private sealed class SmallSite(World world, SmallFileSystem fileSystem) : MatrixSite(world, fileSystem.Files[0].Mapping)
    {
        public SmallFileSystem FileSystem { get; } = fileSystem;

        public SmallFile Small => FileSystem.Files[0];

        /// <summary>A page that is written while it is being committed is on disk already when its next commit comes.</summary>
        protected override bool ComparesDirty => false;

        public static SmallSite Open(World world)
        {
            SmallFileSystem fileSystem = new(world.Machine, blocks: 8);
            SmallFile file = fileSystem.Create("file");
            file.Write(default);
            file.Write(new PageIndex(1));
            world.Machine.Batches.DrainAll();
            return new SmallSite(world, fileSystem);
        }

        protected override string DescribeOwner() => $"{FileSystem.Journal.FreeBlocks} free blocks, ";
    }
}
