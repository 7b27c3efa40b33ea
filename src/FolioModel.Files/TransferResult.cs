namespace FolioModel.Files;

/// <summary>How much was read or written, or why nothing was.</summary>
/// <param name="Bytes">Bytes transferred; may be fewer than asked for.</param>
/// <param name="Error">The error when nothing was transferred.</param>
public readonly record struct TransferResult(long Bytes, Errno Error)
{
    /// <summary>The value as the system call returns it: bytes, or the negative error number.</summary>
    public long Value => Error == Errno.None ? Bytes : (long)Error;

    /// <summary>The result of the system call: the bytes transferred, or the error when there were none.</summary>
    internal static TransferResult Of(long bytes, Errno error) => bytes > 0 ? new(bytes, Errno.None) : new(0, error);
}
