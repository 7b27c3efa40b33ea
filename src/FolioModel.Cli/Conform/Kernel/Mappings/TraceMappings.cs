using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Shmem;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The kinds of mapping that can be replayed.</summary>
internal static class TraceMappings
{
    private static readonly Dictionary<string, Func<Machine, TraceHeader, CallbackLog, TraceMapping>> s_kinds = new(StringComparer.Ordinal)
    {
        ["plain"] = (machine, header, callbacks) => new PlainMapping(machine, header, callbacks),
        ["guest_memfd"] = (machine, header, _) => new GuestMemfdMapping(machine, header),
        ["shmem"] = (machine, header, _) => new ShmemMapping(machine, header),
    };

    public static bool IsKnown(string kind) => s_kinds.ContainsKey(kind);

    public static TraceMapping Create(string kind, Machine machine, TraceHeader header, CallbackLog callbacks) => s_kinds[kind](machine, header, callbacks);
}
