using FolioModel.Cli.Explain;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A file read page by page: the windows, and the mark that starts the next one.</summary>
internal sealed class ReadaheadWindows : Scenario
{
    private const int Pages = 24;

    public override string Name => "readahead";

    public override string Summary => "a file is read page by page: which pages come when, and which one carries the mark?";

    public override IReadOnlyList<ScenarioOption> Options =>
    [
        new("random", "The file was opened for random reads."), new("sequential", "Windows of twice the size were asked for."),
        ScenarioOption.Kernel,
    ];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request));
        FileSystem files = new(machine);
        OpenFile open = files.CreateFile("data", 256 * PageSize.Bytes).Open();
        if (request.Has("random"))
        {
            open.Advise(0, 0, FileAdvice.Random);
        }
        else if (request.Has("sequential"))
        {
            open.Advise(0, 0, FileAdvice.Sequential);
        }

        StepRecorder recorder = NewRecorder(request);
        List<string> windows = [];
        for (int page = 0; page < Pages; page++)
        {
            long before = open.File.Mapping.Pages.Count.Value;
            open.Read(page * PageSize.Bytes, PageSize.Bytes);
            long after = open.File.Mapping.Pages.Count.Value;
            if (after > before)
            {
                ReadaheadState state = open.Readahead;
                string mark = request.Has("random") ? "no mark" : $"mark on page {state.Start + state.Size - state.AsyncSize}";
                windows.Add($"{after - before}");
                recorder.AddState(
                    open.File.Mapping.Pages.Peek(new PageIndex((ulong)before)).Folio, "(pages come)",
                    $"the read of page {page} brings in pages {before} to {after - 1}; {mark}");
            }
        }

        string answer = request.Has("random")
            ? "Nothing is read ahead: each page comes with its own read."
            : $"Windows of {string.Join(", ", windows)} pages. The read that reaches the mark starts the next window, so that it is there "
                + $"before it is wanted.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, Errno.None.ToString(), recorder.Steps, answer,
            [
                "The mark is the reclaim flag: under writeback the same bit asks for rotation.",
                $"The largest window has {open.Readahead.MostPages} pages (read_ahead_kb).",
            ]);
    }
}
