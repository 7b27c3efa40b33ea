namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Truncation, invalidation and what belongs to the file as a whole.</summary>
internal static class RangeOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("truncate", (state, arguments, _) =>
            state.Space.Truncate(new ByteOffset(arguments.Int64("lstart", 0)), new ByteOffset(arguments.Int64("lend", -1))));
        handlers.Add("invalidate", (state, arguments, outcome) =>
            outcome.Result = state.Space.Invalidate(arguments.Index("start"), arguments.Index("end")));
        handlers.Add("invalidate2", (state, arguments, outcome) =>
            outcome.Return(state.Space.InvalidateAll(arguments.Index("start"), arguments.Index("end"))));
        handlers.Add("fallocate", Fallocate);
        handlers.Add("isize", (state, arguments, _) => state.Space.Size = arguments.Int64("size", 0));
        handlers.Add("opt", SetOption);
        handlers.Add("drop_caches", DropCaches);
    }

    private static void SetOption(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        if (!state.Mapping.SetOption(arguments.Int32("which"), arguments.Int64("value")))
        {
            throw arguments.Malformed("which", "expected an option of this kind of mapping");
        }
    }

    private static void Fallocate(TraceState state, RecordedLine arguments, Outcome outcome) =>
        outcome.Return(state.Mapping.Fallocate(arguments.Int32("mode"), arguments.Int64("offset"), arguments.Int64("len"))
            ?? throw arguments.Malformed("mode", "expected a mapping that has fallocate"));

    private static void DropCaches(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        state.Machine.Batches.DrainAll();
        state.Mapping.DropCaches();
    }
}
