using FolioModel.Cli.Explain;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The mailing list's question: why get the folio and put it at once, and whose reference does the put drop?</summary>
internal sealed class GmemAllocate : GmemScenario
{
    public override string Name => "gmem-allocate";

    public override string Summary =>
        "kvm_gmem_allocate(): why get the folio and put it immediately, and whose reference does folio_put() drop?";

    public override IReadOnlyList<ScenarioOption> Options =>
    [
        ScenarioOption.Order,
        ProfileOption,
        new("existing", "The folio is cached already."),
        new("batch-full", "This addition fills the lru_add batch."),
        new("signal", "A signal arrives after the first folio."),
        new("no-memory", "Memory runs out."),
    ];

    public override Explanation Run(ExplainRequest request)
    {
        int order = PageOrPmd(request);
        GmemProfile profile = ProfileOf(request, order);
        if (order != 0 && request.Has("batch-full"))
        {
            throw new UsageException("--batch-full needs --order 0: a large folio drains the batch whenever it is added");
        }

        RefuseTogether(request, "no-memory", "existing", "batch-full", "signal");
        RefuseTogether(request, "signal", "existing", "batch-full");
        RunningOut faults = new();
        Machine machine = NewMachine(profile.Kernel, faults);
        GuestMemfd file = NewFile(machine, profile, order);
        StepRecorder recorder = NewRecorder(request);
        string result = request.Has("no-memory") ? AllocateWithoutMemory(machine, file, order, faults, recorder)
            : request.Has("signal") ? AllocateInterrupted(machine, file, order, recorder)
            : Allocate(machine, file, order, recorder, request);
        return new Explanation(Name, Summary, profile.Name, order, result, recorder.Steps, OwnReference.AnswerFrom(recorder.Steps),
            RemarksOn(request, machine, file, order));
    }

    private static string Allocate(Machine machine, GuestMemfd file, int order, StepRecorder recorder, ExplainRequest request)
    {
        if (request.Has("existing"))
        {
            file.Fallocate(FallocateMode.KeepSize, default, BytesOf(order));
            machine.Batches.DrainAll();
            recorder.Watch(file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "cached since earlier: only the page cache holds it");
        }
        else
        {
            recorder.WatchNewFolios();
        }

        if (request.Has("batch-full"))
        {
            FillBatch(machine, machine.Profile.FolioBatchCapacity - 1);
        }

        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.KeepSize, default, BytesOf(order));
        machine.Batches.DrainAll();
        machine.Observer = null;
        recorder.AddState(file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "(afterwards)",
            "in the file and on the unevictable list, held by the page cache alone");
        return error.ToString();
    }

    private static string AllocateInterrupted(Machine machine, GuestMemfd file, int order, StepRecorder recorder)
    {
        recorder.WatchNewFolios();
        KernelTask task = machine.Current;
        recorder.AfterStep = step => task.SignalPending |= step.Function == "folio_unlock";
        machine.Observer = recorder;
        Errno error = file.Fallocate(FallocateMode.KeepSize, default, 2 * BytesOf(order));
        machine.Observer = null;
        recorder.AddState(
            file.Mapping.Pages.Peek(PageIndex.Zero).Folio, "(afterwards)",
            $"the signal came after the first folio: {error}, the second was never got, and the first stays in the file");
        return error.ToString();
    }

    private static string AllocateWithoutMemory(Machine machine, GuestMemfd file, int order, RunningOut faults, StepRecorder recorder)
    {
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        faults.Pages = true;
        Errno error = file.Fallocate(FallocateMode.KeepSize, new ByteOffset(BytesOf(order)), BytesOf(order));
        recorder.AddNothing(machine, "(no page)", $"no page to be had: {error}, and nobody holds anything");
        faults.Pages = false;
        faults.Nodes = true;
        error = file.Fallocate(FallocateMode.KeepSize, new ByteOffset(BytesOf(order)), BytesOf(order));
        recorder.AddNothing(machine, "(no node)",
            $"a page, but no node for the tree: {error}; what the page cache had taken was given back");
        machine.Observer = null;
        return error.ToString();
    }

    /// <summary>Leaves this CPU's lru_add batch one short of full, with folios of another file.</summary>
    private static void FillBatch(Machine machine, int count)
    {
        AddressSpace other = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "another file" });
        for (int i = 0; i < count; i++)
        {
            Folio folio = other.Pages.GrabFolio(new PageIndex((ulong)i)).Folio;
            folio.Unlock();
            folio.Put();
        }
    }

    private static List<string> RemarksOn(ExplainRequest request, Machine machine, GuestMemfd file, int order)
    {
        List<string> remarks =
            ["Being on the LRU list holds no reference: only a slot of a per-CPU batch does, until the batch is drained."];
        if (request.Has("batch-full"))
        {
            remarks.Add($"This addition filled the batch ({machine.Profile.FolioBatchCapacity} slots), so that it was drained before the "
                + $"put.");
        }

        if (order > 0)
        {
            remarks.Add("A large folio does not wait in the batch: folio_add_lru drains the batch with it at once, before the unlock.");
            remarks.Add($"Shown as in {machine.Profile.Name}: guest_memfd of 6.12 has single pages only.");
        }

        remarks.Add($"Pages in the file afterwards: {file.Mapping.Pages.Count}.");
        return remarks;
    }

    /// <summary>Memory that runs out when told to.</summary>
    private sealed class RunningOut : IAllocationFaults
    {
        public bool Pages { get; set; }

        public bool Nodes { get; set; }

        public bool FailsPages(Order order, GfpFlags gfp) => Pages;

        public bool FailsNode() => Nodes;
    }
}
