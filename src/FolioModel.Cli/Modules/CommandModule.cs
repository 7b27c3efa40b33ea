using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Modules;

/// <summary>Creates the mapping that a trace of kernel calls works on.</summary>
internal delegate TraceMapping TraceMappingFactory(Machine machine, TraceHeader header, CallbackLog callbacks);

/// <summary>
/// A module that comes with the command: it may also add mappings to the replayer of kernel traces, which is no public type.
/// </summary>
internal abstract class CommandModule : OwnerModule
{
    /// <summary>Kinds of mapping, by the name that a trace's header has for them.</summary>
    internal virtual IReadOnlyDictionary<string, TraceMappingFactory> TraceMappings { get; } =
        new Dictionary<string, TraceMappingFactory>();
}
