namespace FolioModel.Cli.Content.Specification;

/// <summary>Errors as the kernel returns them.</summary>
internal static class SpecErrno
{
    /// <summary>There is no folio.</summary>
    public const long NoEntry = -2;

    /// <summary>A signal is pending.</summary>
    public const long Interrupted = -4;

    /// <summary>Try again.</summary>
    public const long Again = -11;

    /// <summary>No memory.</summary>
    public const long NoMemory = -12;

    /// <summary>Bad address: no slot, no file, or not private.</summary>
    public const long Fault = -14;

    /// <summary>In use.</summary>
    public const long Busy = -16;

    /// <summary>Something is there already.</summary>
    public const long Exists = -17;

    /// <summary>Invalid argument.</summary>
    public const long Invalid = -22;

    /// <summary>No room.</summary>
    public const long NoSpace = -28;
}
