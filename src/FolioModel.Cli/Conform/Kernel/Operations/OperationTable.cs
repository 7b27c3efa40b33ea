using FolioModel.Cli.Content.Shmem;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Carries an operation out on the model.</summary>
/// <param name="state">Machine, mapping and folios of the trace.</param>
/// <param name="arguments">The operation's arguments.</param>
/// <param name="outcome">Where to put what it gives back.</param>
internal delegate void OperationHandler(TraceState state, RecordedLine arguments, Outcome outcome);

/// <summary>All operations that can be replayed, by their name in the recordings.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, OperationHandler> s_handlers = Build();

    public static OperationHandler? Find(string name) => s_handlers.GetValueOrDefault(name);

    private static Dictionary<string, OperationHandler> Build()
    {
        Dictionary<string, OperationHandler> handlers = new(StringComparer.Ordinal);
        ReferenceOperations.Register(handlers);
        LockOperations.Register(handlers);
        LookupOperations.Register(handlers);
        BatchLookupOperations.Register(handlers);
        CacheOperations.Register(handlers);
        RangeOperations.Register(handlers);
        LruOperations.Register(handlers);
        DirtyOperations.Register(handlers);
        ShmemFileOperations.Register(handlers);
        return handlers;
    }
}
