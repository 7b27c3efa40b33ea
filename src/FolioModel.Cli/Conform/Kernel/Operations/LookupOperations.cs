namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Finding, and perhaps making, one folio.</summary>
internal static class LookupOperations
{
    /// <summary>A wish may be larger than any folio: <c>fgf_set_order</c> takes a size in bytes, which has 64 bits.</summary>
    private const int LargestHint = 51;

    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("fgp", GetFolio);
        handlers.Add("lookup", Lookup);
        handlers.Add("state", (_, _, _) => { });
    }

    private static void GetFolio(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        FolioResult found = state.Space.Pages.GetFolio(
            arguments.Index("index"),
            (FindFolioFlags)arguments.Int32("fgp", 0, 0xFF),
            state.Space.GfpMask,
            new Order(arguments.Int32("order", 0, LargestHint)));
        outcome.Return(found.Error);
        if (found.IsOk)
        {
            KnownFolio known = state.Handles.Know(found.Folio);
            known.Own++;
            outcome.Returned = known.Handle;
        }
    }

    private static void Lookup(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        PageIndex index = arguments.Index("index");
        CacheEntry entry = state.Space.Pages.Peek(index);
        outcome.Returned = -1;
        if (entry.IsFolio)
        {
            outcome.Returned = state.Handles.Know(entry.Folio).Handle;
            outcome.Contains = entry.Folio.Contains(index) ? 1 : 0;
            outcome.FilePage = entry.Folio.PfnOf(index).Value - entry.Folio.Pfn.Value;
        }
    }
}
