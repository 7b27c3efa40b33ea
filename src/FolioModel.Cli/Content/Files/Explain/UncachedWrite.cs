using FolioModel.Cli.Explain;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A write that does not want its folio in the cache afterwards, of 6.14 and later.</summary>
internal sealed class UncachedWrite : Scenario
{
    public override string Name => "uncached-write";

    public override string Summary => "a page is written with RWF_DONTCACHE: when does its folio leave the cache, and what keeps it there?";

    public override IReadOnlyList<ScenarioOption> Options =>
        [new("found", "A lookup finds the folio before it is written back."), ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request with { Profile = request.Profile ?? KernelProfile.Linux72.Name }));
        StepRecorder recorder = NewRecorder(request);
        List<DeviceRequest> submitted = [];
        FileSystem files = new(machine, new FileSystemOptions { Device = new Delaying(submitted) });
        OpenFile open = files.CreateFile("data").Open();
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        TransferResult result = open.Write(0, PageSize.Bytes, WriteOptions.DontCache);
        if (result.Error != Errno.None)
        {
            machine.Observer = null;
            return new Explanation(
                Name, Summary, machine.Profile.Name, 0, result.Error.ToString(), recorder.Steps,
                $"This kernel has no uncached writes: {result.Error}, and nothing was allocated. They came with 6.14.", []);
        }

        machine.Batches.DrainAll();
        PageCache cache = open.File.Mapping.Pages;
        Folio folio = cache.Peek(PageIndex.Zero).Folio;
        recorder.AddState(folio, "(written)", $"flags {folio.Flags}");
        if (request.Has("found"))
        {
            using KernelTask.FunctionScope function = machine.Current.Enter("my_read");
            cache.GetFolio(PageIndex.Zero).Folio.Put();
            recorder.AddState(folio, "(found by somebody)", $"flags {folio.Flags}");
        }

        int during = folio.RefCount;
        submitted.ForEach(static r => r.Complete());
        machine.Observer = null;
        bool stays = cache.Count.Value > 0;
        if (stays)
        {
            recorder.AddState(folio, "(written back)", "still in the cache, clean");
        }
        else
        {
            recorder.AddNothing(machine, "(written back)", "the folio has left the cache and is free");
        }

        string answer = stays
            ? "An ordinary lookup found the folio meanwhile and took the mark away: somebody else wants it, so it stays as any other."
            : $"The folio is marked when it is made, and the page cache's {during} holds it until its writeback ends. That end takes the "
                + $"folio's lock, if it is free, looks whether the folio is clean, and removes it: nothing is left.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, result.Error.ToString(), recorder.Steps, answer,
            [
                "Using a marked folio does not activate it: it leaves soon, however often it is used until then.",
                "If its lock is not free, the folio stays with its mark, and the next end of input or output tries again.",
            ]);
    }

    /// <summary>A device that keeps each request until it is told that time has passed.</summary>
    private sealed class Delaying(List<DeviceRequest> submitted) : IBackingDevice
    {
        public int LargestRequest => 256;

        public int QueueDepth => int.MaxValue;

        public void Submit(DeviceRequest request) => submitted.Add(request);
    }
}
