using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>A lookup without a lock, and why it reads the slot twice.</summary>
internal sealed class LookupHit : Scenario
{
    public override string Name => "lookup-hit";

    public override string Summary =>
        "filemap_get_folio() finds a folio without a lock: what does it take, and why does it read the slot twice?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Order, ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        int order = request.Order ?? 0;
        if (order is < 0 or > 9)
        {
            throw new UsageException($"order {order} is not possible here; expected 0 to 9");
        }

        Machine machine = NewMachine(KernelProfileOf(request));
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(order) });
        Folio cached = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(order)).Folio;
        cached.Unlock();
        cached.Put();
        machine.Batches.DrainAll();

        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(cached, "cached, drained, idle");
        machine.Observer = recorder;
        using (machine.Current.Enter("my_read"))
        {
            Folio found = file.Pages.GetFolio(new PageIndex((ulong)cached.Pages / 2)).Folio;
            recorder.AddState(found, "(found)", "the slot was read again and still held the folio: the reference is the caller's now");
            found.Put();
        }

        machine.Observer = null;
        ExplanationStep taken = recorder.Steps.First(s => s.Delta > 0);
        ExplanationStep given = recorder.Steps.Last(s => s.Delta < 0);
        string answer =
            $"A lookup takes {taken.Delta} reference whatever the folio's size ({cached.Pages} here, in pages), beside the page cache's "
            + $"{taken.AmountOf(HolderKind.PageCache)}, and {given.Caller}() gives {-given.Delta} back, that of the {given.Changed?.Name}.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, "None", recorder.Steps, answer,
            ["Between the first read and the reference the folio may have been freed and its memory used for another: the second read "
                + "tells."]);
    }
}
