namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Finding many folios at once.</summary>
internal static class BatchLookupOperations
{
    private const int PutEach = 0;
    private const int Keep = 1;
    private const int Release = 2;

    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("get_folios", (state, arguments, outcome) =>
            Collect(state, arguments, outcome, arguments.Int32("mode", PutEach, Release), state.Space.Pages.GetFolios));
        handlers.Add("get_folios_contig", (state, arguments, outcome) =>
            Collect(state, arguments, outcome, arguments.Int32("mode", PutEach, Release), state.Space.Pages.GetFoliosContiguous));
        handlers.Add("get_folios_tag", GetTagged);
    }

    private static void GetTagged(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        PageCacheTag tag = arguments.Int32("tag", 0, 2) switch
        {
            0 => PageCacheTag.Dirty,
            1 => PageCacheTag.Writeback,
            _ => PageCacheTag.ToWrite,
        };
        Collect(state, arguments, outcome, PutEach, (batch, start, end) => state.Space.Pages.GetFoliosTagged(batch, start, end, tag));
    }

    private static void Collect(
        TraceState state, RecordedLine arguments, Outcome outcome, int mode, Action<FolioBatch, PageIndex, PageIndex> find)
    {
        FolioBatch batch = new(state.Machine);
        find(batch, arguments.Index("start"), arguments.Index("end"));
        outcome.Result = batch.Count;
        outcome.Next = batch.Next;
        outcome.Got = [];
        foreach (Folio folio in batch)
        {
            KnownFolio known = state.Handles.Know(folio);
            known.Own += mode == Keep ? 1 : 0;
            outcome.Got.Add(known.Handle);
        }

        switch (mode)
        {
            case PutEach:
                batch.Put();
                break;
            case Keep:
                batch.Clear();
                break;
            case Release:
                batch.Release();
                break;
        }
    }
}
