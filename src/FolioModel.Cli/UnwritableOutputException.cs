namespace FolioModel.Cli;

/// <summary>What the command found cannot be written.</summary>
internal sealed class UnwritableOutputException(string problem) : Exception($"the output cannot be written: {problem}");
