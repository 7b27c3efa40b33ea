namespace FolioModel.Cli.Who;

/// <summary>Options of <c>folio who</c> that cannot be used as they are.</summary>
internal sealed class BadWhoException(string message) : Exception(message)
{
    /// <summary>An option's value is not of the form that is needed.</summary>
    /// <param name="option">The option.</param>
    /// <param name="expected">The form.</param>
    /// <param name="found">The value.</param>
    public static BadWhoException Expected(string option, string expected,
        string found) => new($"{option}: expected {expected}, found '{found}'");
}
