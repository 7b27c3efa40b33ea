namespace FolioModel.Rmap;

/// <summary>The answer of a file's owner to a page fault.</summary>
/// <param name="Folio">The locked folio with one reference of the current task's, or <c>default</c>.</param>
/// <param name="Result">What the fault returns when there is no folio.</param>
public readonly record struct FileFault(Folio Folio, TouchResult Result)
{
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
