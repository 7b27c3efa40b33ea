using FolioModel.Cli.Explain;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>Page tables and pins as holders: a mapped and pinned page is punched out of its file.</summary>
internal sealed class MapAndPin : Scenario
{
    private const MapOptions Shared = MapOptions.Shared | MapOptions.Writable;

    public override string Name => "map-and-pin";

    public override string Summary =>
        "a page is mapped by two processes, pinned (FOLL_PIN), and its file truncated: what does each of them hold?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Order, ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        int order = PageOrPmd(request);
        Machine machine = NewMachine(KernelProfileOf(request));
        long pages = 1L << order;
        ShmemFile file = new ShmemMount(machine).CreateFile(new ShmemOptions
        {
            Name = "memfd",
            Size = pages * PageSize.Bytes,
            HugePages = order == 0 ? HugePagePolicy.Never : HugePagePolicy.Always,
        });
        file.Write(0, PageSize.Bytes);
        machine.Batches.DrainAll();
        Folio folio = file.Mapping.Pages.Peek(PageIndex.Zero).Folio;

        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(folio, "written, drained, idle");
        machine.Observer = recorder;
        ProcessMemory parent = machine.CreateProcess("parent");
        VirtualPage address = parent.Map(file.Mapping, PageIndex.Zero, pages, Shared).First;
        recorder.AddState(folio, "(mapped)", "a mapping that nobody has touched holds nothing");
        parent.Touch(address, write: true);
        ProcessMemory child = parent.Fork("child");
        recorder.AddState(folio, "(forked)", "page tables of a shared mapping are not copied: the child faults for itself");
        child.Touch(address, write: false);
        IReadOnlyList<Folio> pinned = parent.Pin(address, 1, write: true);
        ExplanationStep pin = recorder.Steps.Last(static s => s.Changed == HolderKind.GupPin);
        int mappings = folio.MapCount;
        file.SetSize(0);
        machine.Batches.DrainAll();
        recorder.AddState(folio, "(truncated)",
            "not in the file and not mapped any more, but whoever pinned it may still read and write it");
        pinned[0].Unpin();
        machine.Batches.DrainAll();
        machine.Observer = null;
        ExplanationStep truncated = recorder.Steps.Last(static s => s.Function == "(truncated)");
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, Errno.None.ToString(), recorder.Steps,
            $"{mappings} page-table entries hold {pin.AmountOf(HolderKind.PageTable)} (a PMD is one entry, for the whole folio), a pin "
                + $"of one page holds {pin.Delta}: "
                + $"{pin.Count} = {pin.Sum}. Truncation leaves {truncated.Count} = {truncated.Sum}; the memory is free when that goes, "
                    + $"in {recorder.Steps.Last(static s => s.Delta < 0).Function}.",
            [
                order == 0
                    ? $"On a small folio a pin is {Folio.PinBias} references, so that folio_maybe_dma_pinned() can only guess: "
                        + $"{Folio.PinBias} gets look the same."
                    : "On a large folio a pin is 1 reference and 1 of the folio's own pincount.",
                "A map count is no reference: it counts the page tables, and each of them holds a reference besides.",
            ]);
    }
}
