using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>Migration wants to know every reference, and one in a per-CPU batch is one too many.</summary>
internal sealed class Migrate : Scenario
{
    public override string Name => "migrate";

    public override string Summary =>
        "folio_migrate_mapping() expects an exact count: whose references are in it, and why is it refused so often?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Order, ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        int order = request.Order ?? 0;
        if (order is < 0 or > 9)
        {
            throw new UsageException($"order {order} is not possible here; expected 0 to 9");
        }

        Machine machine = NewMachine(KernelProfileOf(request));
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", MaxOrder = new Order(order) });
        Folio source = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(order)).Folio;
        source.Unlock();
        source.Put();
        machine.Batches.DrainAll();

        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(source, "A, the source: cached, drained, idle");
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        Folio reader;
        using (machine.Current.Enter("my_read"))
        {
            reader = file.Pages.GetFolio(PageIndex.Zero).Folio;
        }

        using (machine.Current.Enter("my_move_pages"))
        {
            source.Get();
            source.Isolate();
            source.Put();
        }

        Errno refused = source.Migrate().Error;
        recorder.AddState(source, "(refused)", $"refused with {refused}: the reader's reference is not among the expected ones");
        ExplanationStep inVain = recorder.Steps[^1];
        using (machine.Current.Enter("my_read"))
        {
            reader.Put();
        }

        FolioResult moved = source.Migrate();
        machine.Batches.DrainAll();
        machine.Observer = null;
        ExplanationStep? frozen = recorder.Steps.FirstOrDefault(s => s.IsFrozen && s.Folio == inVain.Folio);
        string expected = frozen is null ? "The source was never frozen."
            : $"The source was frozen at exactly {frozen.Holders.Sum(h => h.Count)} references: {frozen.Sum}.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, $"{refused}, then {moved.Error}", recorder.Steps,
            $"{expected} The page cache, the isolation, private data and page tables may hold references, and no one else: at "
                + $"{inVain.Count} = {inVain.Sum} "
                + $"the freeze failed with {refused}.",
            ["A reference in an LRU batch counts as well: that is why migration drains all CPUs first (lru_add_drain_all, "
                + "lru_cache_disable)."]);
    }
}
