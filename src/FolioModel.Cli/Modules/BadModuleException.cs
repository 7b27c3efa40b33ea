namespace FolioModel.Cli.Modules;

/// <summary>A module that cannot be used: says why.</summary>
internal sealed class BadModuleException(string message) : FolioModelException(message);
