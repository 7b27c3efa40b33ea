namespace FolioModel.Testing;

/// <summary>A mistake in the use of a reference count that a subject without a <see cref="Machine"/> noticed.</summary>
public sealed class MisuseException : FolioModelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which mistake, and whose.</param>
    public MisuseException(string message)
        : base(message)
    {
    }
}
