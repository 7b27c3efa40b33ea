namespace FolioModel.Show;

/// <summary>Thrown when a scenario file cannot be read or run: names the line, the column, and what was expected.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="message">The mistake, and what was expected.</param>
public sealed class BadFolioScriptException(int line, int column, string message) : Exception($"line {line}, column {column}: {message}");
