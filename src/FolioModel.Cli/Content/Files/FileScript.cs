using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>The verbs of scenario files for a file on a disk, which is read ahead.</summary>
internal static class FileScript
{
    private const int MostPages = 1 << 20;
    private const int MostAtOnce = 4096;

    public static IReadOnlyList<ScriptVerb> Verbs { get; } =
    [
        ScriptVerb.Declaration("disk", "disk NAME [pages=N]", Declare),
        ScriptVerb.Operation("pread", "pread DISK FIRST COUNT", Read),
        ScriptVerb.Operation("advise", "advise DISK normal|random|sequential", Advise),
    ];

    private static void Declare(ScriptCall call)
    {
        RegularFile file = new FileSystem(call.Machine).CreateFile(
            call.Word(0, "a name"), (long)Math.Max(1, call.Option("pages", 256, MostPages)) << PageSize.Shift);
        call.Declare(file.Open(), file.Mapping);
    }

    /// <summary>Reads pages as pread(2) does, with what the kernel reads ahead of them.</summary>
    private static async KernelWork Read(ScriptCall call)
    {
        OpenFile open = call.Find<OpenFile>(0, "a disk");
        long first = call.Number(1, "the first index", MostPages);
        long count = call.Number(2, "how many pages", MostAtOnce);
        ReadaheadState state = open.Readahead;
        long before = open.File.Mapping.Pages.Count.Value;
        (long, int, int) window = (state.Start, state.Size, state.AsyncSize);
        TransferResult result = await open.ReadAsync(first << PageSize.Shift, count << PageSize.Shift);
        long came = open.File.Mapping.Pages.Count.Value - before;
        string pages = came == 1 ? "1 page came" : $"{came} pages came";
        call.Tell(result.Error != Errno.None ? $"{result.Error}"
            : came == 0 ? pages
            : (state.Start, state.Size, state.AsyncSize) == window || state.AsyncSize == 0 ? $"{pages}, no mark"
            : $"{pages}, mark on page {state.Start + state.Size - state.AsyncSize}");
    }

    private static async KernelWork Advise(ScriptCall call)
    {
        await call.Machine.PointAsync(SchedulingPoint.Reschedule);
        call.Find<OpenFile>(0, "a disk").Advise(0, 0, call.Word(1, "normal, random or sequential") switch
        {
            "random" => FileAdvice.Random,
            "sequential" => FileAdvice.Sequential,
            "normal" => FileAdvice.Normal,
            string other => throw new UsageException($"'{other}': expected normal, random or sequential"),
        });
    }
}
