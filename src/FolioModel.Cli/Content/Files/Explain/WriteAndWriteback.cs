using FolioModel.Cli.Explain;
using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A page is written and written back: dirty is no reference, and neither is writeback.</summary>
internal sealed class WriteAndWriteback : Scenario
{
    public override string Name => "write-and-writeback";

    public override string Summary => "a page is written, and fsync writes it back: what holds it meanwhile?";

    public override IReadOnlyList<ScenarioOption> Options =>
        [new("again", "The page is written again while it is under writeback."), ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request));
        StepRecorder recorder = NewRecorder(request);
        OpenFile? writer = null;
        int during = 0;
        bool again = request.Has("again");
        FileSystem files = new(machine, new FileSystemOptions { Device = new Watching(Look) });
        OpenFile open = files.CreateFile("data").Open();
        writer = open;
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        open.Write(0, PageSize.Bytes);
        machine.Batches.DrainAll();
        Folio folio = open.File.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        recorder.AddState(folio, "(written)", $"flags {folio.Flags}; the entry's dirty tag: {folio.HasTag(PageCacheTag.Dirty)}");
        Errno error = open.Sync();
        machine.Observer = null;
        recorder.AddState(folio, "(after fsync)", $"flags {folio.Flags}; {open.File.Mapping.DirtyPages} dirty pages");
        string answer = $"Only the page cache holds it for long: neither the dirty flag nor writeback takes a reference. While the device "
            + $"writes there are {during}, the writeback's lookup among them. "
            + (again ? "Written again meanwhile, the page is dirty afterwards: fsync does not chase it." : "Afterwards it is clean.");
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, error.ToString(), recorder.Steps, answer,
            [
                "Reclaim, invalidation and migration skip or wait for a folio under writeback: the flag protects it.",
                "The dirty tag finds the folio; the towrite tag keeps fsync from chasing later writes.",
            ]);

        void Look(DeviceRequest submitted)
        {
            Folio written = submitted.File.Mapping.Pages.Peek(submitted.First).Folio;
            during = written.RefCount;
            recorder.AddState(
                written, "(the device writes)", $"flags {written.Flags}; {submitted.File.Mapping.WritebackPages} under writeback");
            if (again)
            {
                again = false;
                writer!.Write(0, PageSize.Bytes);
                again = true;
            }
        }
    }

    /// <summary>A device that shows each request before it does it.</summary>
    private sealed class Watching(Action<DeviceRequest> look) : IBackingDevice
    {
        public int LargestRequest => 256;

        public int QueueDepth => int.MaxValue;

        public void Submit(DeviceRequest request)
        {
            look(request);
            request.Complete();
        }
    }
}
