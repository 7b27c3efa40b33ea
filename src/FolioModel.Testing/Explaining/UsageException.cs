namespace FolioModel.Testing;

/// <summary>The options given to a scenario do not fit; the message says what would.</summary>
/// <param name="message">What was asked for, and what is possible.</param>
public sealed class UsageException(string message) : Exception(message);
