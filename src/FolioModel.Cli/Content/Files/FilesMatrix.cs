using FolioModel.Cli.Content.Core;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>The part of regular files in the lock matrix.</summary>
internal static class FilesMatrix
{
    private const string OnDevice = "regular";
    private const int Page = PageSize.Bytes;

    public static MatrixPart Part { get; } = new()
    {
        Files =
        [
            new MatrixFile(OnDevice, "a regular file of two pages on a device, of which the first is cached and dirty",
                static world => FileSite.Open(world))
            {
                AlsoRuns = CoreMatrix.OnAnyFile,
            },
        ],
        Rows =
        [
            Row("file read", static async w => $"{(await w.Data.ReadAsync(Page, Page)).Bytes}"),
            Row("file write", static async w => $"{(await w.Data.WriteAsync(0, Page)).Bytes}"),
            Row("file truncate", static async w => $"{await w.Data.File.SetSizeAsync(0)}"),
            Row("file fault", Fault),
            Row("file hole", static async w => $"{await w.Data.File.PunchHoleAsync(0, 2 * Page)}"),
            Row("file fsync", static async w => $"{await w.Data.SyncAsync()}"),
            Row("file writeback", static async w =>
                $"{await w.Data.SyncFileRangeAsync(0, 2 * Page, waitsBefore: false, writes: true, waitsAfter: false)}"),
            Row("file readahead", static async w => $"{await w.Data.AdviseAsync(Page, Page, FileAdvice.WillNeed)}"),
        ],
        BenignPairs =
        [
            new('g', "one brings in the page that is not cached, the other dirties or writes the one that is; what they share, the tree, "
                + "changes under i_pages in one step", static (x, y) => (IsFill(x) && IsStore(y)) || (IsFill(y) && IsStore(x))),
            new('h', "readahead does not wait for its pages; who comes second finds the page in the cache and leaves it to the first",
                BenignPair.Between("file readahead", "file readahead")),
        ],
    };

    private static bool IsFill(string row) => row is "file read" or "file fault" or "file readahead";

    private static bool IsStore(string row) => row is "file write" or "file fsync" or "file writeback";

    private static MatrixRow Row(string name, Func<FileSite, KernelWork<string>> run) => MatrixRow.For(name, [OnDevice], run);

    private static async KernelWork<string> Fault(FileSite site)
    {
        FileFault fault = FileFault.Again;
        while (fault.IsAgain)
        {
            fault = await site.Data.File.FaultAsync(new PageIndex(1));
        }

        if (fault.Folio.IsNone)
        {
            return $"{fault.Result}";
        }

        fault.Folio.Unlock();
        fault.Folio.Put();
        return "mapped";
    }

    /// <summary>A file of two pages, the first of them in memory.</summary>
    private sealed class FileSite(World world, OpenFile data) : MatrixSite(world, data.File.Mapping)
    {
        public OpenFile Data { get; } = data;

        public static FileSite Open(World world)
        {
            FileSystem files = new(world.Machine, new FileSystemOptions { ReadAheadPages = 0 });
            OpenFile data = files.CreateFile("data", 2 * Page).Open();
            data.Write(0, Page);
            world.Machine.Batches.DrainAll();
            return new FileSite(world, data);
        }

        /// <summary>
        /// A read, a fault or readahead that saw the old size may add a page behind the new end, as in the kernel: it is clean and holds
        /// zeroes, and every operation looks at the size first.
        /// </summary>
        protected override bool Compares(Folio folio) =>
            folio.Index < new ByteOffset(Data.File.Size).ToNextPageIndex() || folio.Has(FolioFlags.Dirty);

        protected override string DescribeOwner() => $"allocated {Data.File.Allocated}, ";
    }
}
