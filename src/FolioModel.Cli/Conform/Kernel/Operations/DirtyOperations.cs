namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Validity, dirtiness and writeback.</summary>
internal static class DirtyOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("uptodate", (state, arguments, _) => state.Known(arguments).Folio.MarkUptodate());
        handlers.Add("clear_uptodate", (state, arguments, _) => state.Known(arguments).Folio.ClearUptodate());
        handlers.Add("set_reclaim", (state, arguments, _) => state.Known(arguments).Folio.SetReclaim());
        handlers.Add("dirty", (state, arguments, outcome) => outcome.Return(state.Known(arguments).Folio.MarkDirty()));
        handlers.Add("clear_dirty", (state, arguments, outcome) => outcome.Return(state.Known(arguments).Folio.ClearDirtyForIo()));
        handlers.Add("cancel_dirty", (state, arguments, _) => state.Known(arguments).Folio.CancelDirty());
        handlers.Add("start_wb", (state, arguments, _) => state.Known(arguments).Folio.StartWriteback());
        handlers.Add("end_wb", (state, arguments, _) => state.Known(arguments).Folio.EndWriteback());
    }
}
