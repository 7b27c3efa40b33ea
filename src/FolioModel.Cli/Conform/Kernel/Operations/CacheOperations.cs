namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Putting folios into the page cache, taking them out, exchanging and splitting them.</summary>
internal static class CacheOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("add", Add);
        handlers.Add("remove", (state, arguments, _) => state.Space.Pages.RemoveFolio(state.Known(arguments).Folio));
        handlers.Add("replace", (state, arguments, _) =>
            state.Space.Pages.ReplaceFolio(state.Known(arguments, "old").Folio, state.Known(arguments, "new").Folio));
        handlers.Add("migrate", Migrate);
        handlers.Add("migrate_flags", (state, arguments, _) =>
            state.Known(arguments, "new").Folio.MigrateFlagsFrom(state.Known(arguments, "old").Folio));
        handlers.Add("split", (state, arguments, outcome) =>
            outcome.Return(state.Known(arguments).Folio.Split(new Order(arguments.Int32("new_order", 0, 10)))));
    }

    private static void Add(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        KnownFolio known = state.Known(arguments);
        known.HasIndex = true;
        outcome.Return(state.Space.Pages.AddFolio(known.Folio, arguments.Index("index"), state.Space.GfpMask));
    }

    private static void Migrate(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        Folio source = state.Known(arguments, "old").Folio;
        Errno error = state.Space.MigrateMapping(state.Known(arguments, "new").Folio, source, arguments.Int32("extra"));
        outcome.Return(error);
        if (error != Errno.None)
        {
            return;
        }

        if (source.Mapping is not null)
        {
            outcome.OldMappingLeftSet = 1;
        }

        state.Space.FinishMigration(source);
    }
}
