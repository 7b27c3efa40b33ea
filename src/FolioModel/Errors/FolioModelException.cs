namespace FolioModel;

/// <summary>The base of the exceptions that the library itself defines.</summary>
/// <remarks>
/// Wrong arguments and wrong use of the simulator throw what .NET throws for them, such as <see cref="ArgumentException"/>.
/// </remarks>
public abstract class FolioModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    protected FolioModelException(string? message)
        : base(message)
    {
    }
}
