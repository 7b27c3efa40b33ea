namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Allocation, references, freezing, private data.</summary>
internal static class ReferenceOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("alloc", Allocate);
        handlers.Add("get", Get);
        handlers.Add("try_get", TryGet);
        handlers.Add("put", Put);
        handlers.Add("freeze", Freeze);
        handlers.Add("unfreeze", Unfreeze);
        handlers.Add("attach", (state, arguments, _) => state.Known(arguments).Folio.AttachPrivate());
        handlers.Add("detach", (state, arguments, _) => state.Known(arguments).Folio.DetachPrivate());
    }

    private static void Allocate(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        Folio folio = state.Machine.Allocator.AllocateFolio(new Order(arguments.Int32("order", 0, 10)), state.Space.GfpMask);
        if (folio.IsNone)
        {
            outcome.Returned = -1;
            return;
        }

        KnownFolio known = state.Handles.Know(folio);
        known.Own = 1;
        outcome.Returned = known.Handle;
    }

    private static void Get(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        known.Folio.Get();
        known.Own++;
    }

    private static void TryGet(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        bool taken = known.Folio.TryGet();
        known.Own += taken ? 1 : 0;
        outcome.Return(taken);
    }

    private static void Put(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        known.Own--;
        known.Folio.Put();
    }

    private static void Freeze(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        int count = arguments.Int32("n", 1);
        bool frozen = known.Folio.Freeze(count);
        known.FrozenFrom = frozen ? count : known.FrozenFrom;
        outcome.Return(frozen);
    }

    private static void Unfreeze(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        if (known.FrozenFrom == 0)
        {
            throw arguments.Malformed("h", $"expected a frozen folio, but {known.Handle} is not frozen");
        }

        known.Folio.Unfreeze(known.FrozenFrom);
        outcome.Result = known.FrozenFrom;
        known.FrozenFrom = 0;
    }
}
