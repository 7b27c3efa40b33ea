namespace FolioModel.Show;

/// <summary>Thrown when a text is no document of the format <c>folio-trace/1</c>, or when a trace has nothing to show.</summary>
/// <param name="message">What is wrong, and where.</param>
public sealed class BadFolioTraceException(string message) : Exception(message);
