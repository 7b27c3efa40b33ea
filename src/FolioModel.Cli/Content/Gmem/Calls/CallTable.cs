using FolioModel.Cli.Conform;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Makes a recorded system call on the model.</summary>
/// <param name="context">The process.</param>
/// <param name="arguments">The arguments.</param>
internal delegate CallOutcome CallHandler(CallContext context, RecordedLine arguments);

/// <summary>All system calls that can be replayed, by their name in the recordings.</summary>
internal static class CallTable
{
    private static readonly Dictionary<string, CallHandler> s_handlers = Build();

    public static CallHandler? Find(string name) => s_handlers.GetValueOrDefault(name);

    private static Dictionary<string, CallHandler> Build()
    {
        Dictionary<string, CallHandler> handlers = new(StringComparer.Ordinal);
        KvmCalls.Register(handlers);
        FileCalls.Register(handlers);
        MappingCalls.Register(handlers);
        return handlers;
    }
}
