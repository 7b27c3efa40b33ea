using FolioModel.Cli.Explain;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>A shmem folio goes out to swap and comes back: the two caches and their references.</summary>
internal sealed class ShmemSwap : Scenario
{
    public override string Name => "shmem-swap";

    public override string Summary => "shmem is swapped out and in: why is the count 1 + 2n in between?";

    public override IReadOnlyList<ScenarioOption> Options =>
        [ScenarioOption.Order, new("held", "Another user holds a reference."), ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        int order = PageOrPmd(request);
        Machine machine = NewMachine(KernelProfileOf(request));
        machine.Swap.SwapOn(4096);
        long bytes = (long)PageSize.Bytes << order;
        ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions
        {
            Name = "shmem",
            Size = bytes,
            HugePages = order == 0 ? HugePagePolicy.Never : HugePagePolicy.Always,
        });
        file.Write(0, PageSize.Bytes);
        machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(folio, "written, drained, idle");
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        if (request.Has("held"))
        {
            using KernelTask.FunctionScope function = machine.Current.Enter("my_read");
            folio.Get();
        }

        using (machine.Current.Enter("my_pageout"))
        {
            folio.Get();
            folio.Isolate();
            folio.Put();
        }

        int reclaimed = folio.Reclaim();
        ExplanationStep peak = recorder.Steps.MaxBy(
            static step => Math.Min(step.AmountOf(HolderKind.PageCache), step.AmountOf(HolderKind.SwapCache)))!;
        if (reclaimed > 0)
        {
            recorder.AddNothing(machine, "(swapped out)",
                $"the file has a swap entry of order {file.Mapping.Pages.OrderAt(PageIndex.Zero).Value} in its place");
            file.Read(0, 1);
            machine.Batches.DrainAll();
        }

        machine.Observer = null;
        ExplanationStep found = recorder.Steps.Last(step => step.Function is "folio_unlock" or "folio_trylock");
        string answer = reclaimed > 0
            ? $"Reclaim holds {peak.AmountOf(HolderKind.Isolation)} (its isolation). While the folio is in the page cache and in the "
                + $"swap cache, both hold one for each of "
                + $"its {1L << order} pages: {peak.Count} = {peak.Sum}. Coming back it is the same, with the reader in reclaim's place."
            : $"Another user holds a reference: reclaim expects the page cache's and its own, finds {found.Count} = {found.Sum}, and "
                + $"leaves the folio in the file.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, reclaimed > 0 ? Errno.None.ToString() : "not reclaimed", recorder.Steps, answer,
            [
                $"Pages of the file in memory: {file.Mapping.Pages.Count}, in swap: {file.Swapped}.",
                "Writeback to swap holds no reference of its own: the swap cache's keep the folio.",
            ]);
    }
}
