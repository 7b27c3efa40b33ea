using FolioModel.Cli.Content;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The kinds of mapping that can be replayed: those of all modules of the command.</summary>
internal static class TraceMappings
{
    public static bool IsKnown(string kind) => BuiltInModules.All.Any(m => m.TraceMappings.ContainsKey(kind));

    public static TraceMapping Create(string kind, Machine machine, TraceHeader header, CallbackLog callbacks) =>
        BuiltInModules.All.First(m => m.TraceMappings.ContainsKey(kind)).TraceMappings[kind](machine, header, callbacks);
}
