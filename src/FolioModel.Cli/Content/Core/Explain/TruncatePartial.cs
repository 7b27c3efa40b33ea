using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>A hole in the middle of a large folio, and what one extra reference makes of it.</summary>
internal sealed class TruncatePartial : Scenario
{
    public override string Name => "truncate-partial";

    public override string Summary => "a page is punched out of a large folio: it is split; what if somebody holds a reference?";

    public override IReadOnlyList<ScenarioOption> Options =>
    [
        ScenarioOption.Order,
        new("held", "Another user holds a reference."),
        new("dirty", "The folio is dirty."),
        ScenarioOption.Kernel,
    ];

    public override Explanation Run(ExplainRequest request)
    {
        int order = request.Order ?? 2;
        if (order is < 1 or > 9)
        {
            throw new UsageException($"order {order} is not possible here; expected 1 to 9");
        }

        Machine machine = NewMachine(KernelProfileOf(request));
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = "data",
            MaxOrder = new Order(order),
            Size = (long)PageSize.Bytes << order,
        });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(order)).Folio;
        folio.MarkUptodate();
        if (request.Has("dirty"))
        {
            folio.MarkDirty();
        }

        folio.Unlock();
        if (!request.Has("held"))
        {
            folio.Put();
        }

        machine.Batches.DrainAll();
        StepRecorder recorder = NewRecorder(request);
        recorder.Watch(folio, request.Has("held") ? "cached, and somebody holds a reference" : "cached, drained, idle");
        machine.Observer = recorder;
        file.Truncate(new ByteOffset(PageSize.Bytes), new ByteOffset((2 * PageSize.Bytes) - 1));
        machine.Batches.DrainAll();
        machine.Observer = null;
        long left = file.Pages.Count.Value;
        recorder.AddState(folio, "(afterwards)",
            $"order {folio.Order.Value}, {(folio.Mapping is null ? "in no file" : "in the file")}; the file has {left} of {1 << order} "
            + $"pages");
        return new Explanation(
            Name, Summary, machine.Profile.Name, order, Errno.None.ToString(), recorder.Steps, AnswerFrom(recorder.Steps, file, folio),
            ["A split wants exactly the page cache's references and the caller's own: it freezes the folio at that count, or does not "
                + "happen."]);
    }

    private static string OrdersOf(AddressSpace file) =>
        string.Join(", ", file.Pages.Entries().Select(static e => e.Order.Value));

    private static string AnswerFrom(IReadOnlyList<ExplanationStep> steps, AddressSpace file, Folio folio)
    {
        ExplanationStep before = steps[0];
        ExplanationStep after = steps[^1];
        long left = file.Pages.Count.Value;
        ExplanationStep? frozen = steps.FirstOrDefault(s => s.IsFrozen);
        if (frozen is not null)
        {
            int[] held = [.. file.Pages.Entries()
                .Select(static e => e.Entry.Folio.Holders.Where(static h => h.Kind == HolderKind.PageCache).Sum(static h => h.Count))
                .Distinct()];
            string parts = folio.Machine.Profile.SplitsAroundHoles
                ? $"around the hole, into parts as large as can be (orders {OrdersOf(file)} stay)" : "into pages";
            return $"The folio is frozen at {frozen.Sum} and split {parts}, each with {string.Join(" or ", held)} of the page cache, "
                + $"and what is in the hole is removed: {left} pages stay.";
        }

        string extra =
            string.Join(" + ",
            before.Holders.Where(static h => h.Kind != HolderKind.PageCache).Select(static h => $"{h.Kind.Name} {h.Count}"));
        return folio.Mapping is null
            ? $"The extra reference ({extra}) makes the split fail, and a clean folio is then removed whole, with the pages outside the "
                + $"hole: "
                + $"{left} pages stay, and {after.Sum} keeps the memory. They can be read again."
            : $"The extra reference ({extra}) makes the split fail, and a dirty folio then stays whole, with all {left} pages: only the "
                + $"hole is zeroed.";
    }
}
