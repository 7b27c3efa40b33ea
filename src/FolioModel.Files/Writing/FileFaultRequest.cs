namespace FolioModel.Files;

/// <summary>A fault that a file has to serve.</summary>
/// <param name="Index">The page.</param>
/// <param name="State">The readahead state of the open file that was mapped.</param>
/// <param name="Options">How it is mapped: advice decides what is read ahead.</param>
/// <param name="IsRetry">Whether it is the second try, which ends with the folio even if it had to wait.</param>
/// <remarks>Models the part of <c>struct vm_fault</c> that <c>filemap_fault</c> uses.</remarks>
internal readonly record struct FileFaultRequest(PageIndex Index, ReadaheadState State, MapOptions Options, bool IsRetry)
{
    /// <summary>Whether faults read anything but the page itself.</summary>
    public bool ReadsAhead => State.MostPages > 0 && (Options & MapOptions.RandomAccess) == 0;

    public bool IsSequential => (Options & MapOptions.SequentialAccess) != 0;
}
