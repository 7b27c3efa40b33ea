namespace FolioModel.Rmap;

/// <summary>The answer of a file's owner to a page fault.</summary>
/// <param name="Folio">The locked folio with one reference of the current task's, or <c>default</c>.</param>
/// <param name="Result">What the fault returns when there is no folio.</param>
public readonly record struct FileFault(Folio Folio, TouchResult Result)
{
    /// <summary>
    /// The owner let the process's mappings go while it waited for the device or a lock: everything is looked at anew
    /// (<c>VM_FAULT_RETRY</c>).
    /// </summary>
    public static FileFault Again { get; } = new(default, TouchResult.Done);

    /// <summary>Whether the page was neither in the page cache nor in the swap cache (<c>VM_FAULT_MAJOR</c>).</summary>
    public bool IsMajor { get; init; }

    /// <summary>Whether the fault is to be tried again.</summary>
    public bool IsAgain => Folio.IsNone && Result == TouchResult.Done;

    /// <summary>Turns a result of the page cache into one of a fault.</summary>
    /// <param name="result">The locked folio, or why there is none.</param>
    /// <remarks>Models <c>vmf_error</c>.</remarks>
    public static FileFault Of(FolioResult result) => result.Error switch
    {
        Errno.None => new FileFault(result.Folio, TouchResult.Done),
        Errno.ENOMEM => new FileFault(default, TouchResult.OutOfMemory),
        Errno.EHWPOISON => new FileFault(default, TouchResult.HardwarePoison),
        _ => new FileFault(default, TouchResult.BusError),
    };
}
