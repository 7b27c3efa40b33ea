namespace FolioModel;

/// <summary>A folio, or why there is none.</summary>
/// <param name="Folio">The folio, or <c>default</c>.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct FolioResult(Folio Folio, Errno Error)
{
    /// <summary>Whether there is a folio.</summary>
    public bool IsOk => Error == Errno.None;

    /// <summary>Makes a failure of an error.</summary>
    /// <param name="error">The error.</param>
    public static FolioResult Failed(Errno error) => new(default, error);
}
