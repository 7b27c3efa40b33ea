using FolioModel.Cli.Explain;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>The same pattern in shmem: get, dirty, unlock, put.</summary>
internal sealed class ShmemFallocate : Scenario
{
    public override string Name => "shmem-fallocate";

    public override string Summary => "\"this pattern is also used in shmem\": what shmem_fallocate() takes and what its folio_put() drops";

    public override IReadOnlyList<ScenarioOption> Options =>
        [ScenarioOption.Order, new("existing", "The folio is cached already."), ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        int order = PageOrPmd(request);
        Machine machine = NewMachine(KernelProfileOf(request));
        HugePagePolicy policy = order == 0 ? HugePagePolicy.Never : HugePagePolicy.Always;
        ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions { Name = "shmem", HugePages = policy });
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        long bytes = (long)PageSize.Bytes << order;
        if (request.Has("existing"))
        {
            file.Fallocate(FallocateMode.None, default, bytes);
            machine.Batches.DrainAll();
            recorder.Watch(file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "cached since earlier: only the page cache holds it");
        }

        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.None, default, bytes);
        machine.Batches.DrainAll();
        machine.Observer = null;
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        recorder.AddState(folio, "(afterwards)",
            $"flags {folio.Flags}: dirty, so that reclaim would write it to swap instead of dropping it");
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, error.ToString(), recorder.Steps, OwnReference.AnswerFrom(recorder.Steps),
            ["As in guest_memfd: the put drops what the get took, and the page cache's references keep the folio."]);
    }
}
