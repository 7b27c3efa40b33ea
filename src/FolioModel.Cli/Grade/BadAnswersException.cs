namespace FolioModel.Cli.Grade;

/// <summary>Thrown when a file is no sheet of answers.</summary>
/// <param name="message">What is missing or wrong.</param>
internal sealed class BadAnswersException(string message) : Exception(message);
