namespace FolioModel.Cli.Content.Gmem;

/// <summary>The result of a system call for user space.</summary>
/// <param name="Value">The return value: a descriptor, a count or 0; -1 on an error.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
internal readonly record struct CallResult(long Value, Errno Error)
{
    /// <summary>Whether the call succeeded.</summary>
    public bool IsOk => Error == Errno.None;

    /// <summary>A call that returned a value, or an error where there is one.</summary>
    /// <param name="error">The error.</param>
    public static CallResult From(Errno error) => new(error == Errno.None ? 0 : -1, error);

    /// <summary>A call that succeeded.</summary>
    /// <param name="value">Its value.</param>
    public static CallResult Of(long value) => new(value, Errno.None);
}
