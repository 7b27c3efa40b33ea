namespace FolioModel.Cli;

/// <summary>The output of the command cannot be written.</summary>
internal sealed class UnwritableOutputException(string problem) : Exception($"the output cannot be written: {problem}");
