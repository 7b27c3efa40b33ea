namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The LRU lists, the batches before them, and reclaim.</summary>
internal static class LruOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("add_lru", (state, arguments, _) => state.Known(arguments).Folio.AddToLru());
        handlers.Add("accessed", (state, arguments, _) => state.Known(arguments).Folio.MarkAccessed());
        handlers.Add("activate", (state, arguments, _) => state.Known(arguments).Folio.Activate());
        handlers.Add("deactivate", (state, arguments, _) => state.Known(arguments).Folio.Deactivate());
        handlers.Add("deactivate_file", (state, arguments, _) => state.Known(arguments).Folio.DeactivateFile());
        handlers.Add("drain", (state, _, _) => state.Machine.Batches.Drain());
        handlers.Add("drain_all", (state, _, _) => state.Machine.Batches.DrainAll());
        handlers.Add("lru_disable", (state, _, _) => state.Machine.Batches.Disable());
        handlers.Add("lru_enable", (state, _, _) => state.Machine.Batches.Enable());
        handlers.Add("isolate", Isolate);
        handlers.Add("putback", PutBack);
        handlers.Add("reclaim", Reclaim);
    }

    private static void Isolate(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        bool isolated = known.Folio.Isolate();
        known.Own += isolated ? 1 : 0;
        outcome.Return(isolated);
    }

    private static void PutBack(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        known.Own--;
        known.Folio.PutBack();
    }

    /// <summary>Isolates, gives up the trace's own reference, and reclaims that folio alone.</summary>
    private static void Reclaim(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        if (!known.Folio.Isolate())
        {
            outcome.Result = 0;
            return;
        }

        known.Own--;
        known.Folio.Put();
        outcome.Result = known.Folio.Reclaim();
    }
}
