namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// A process touched a page that its page table does not show. Reference effect: as <see cref="GetFolio"/>; the caller's reference
    /// becomes that of the
    /// page-table entry.
    /// </summary>
    /// <param name="index">The page.</param>
    /// <param name="fitsHuge">Whether the mapping has all of the 2 MiB around the page: only then is a huge folio made for it.</param>
    /// <returns>The locked folio, or the signal that the process gets.</returns>
    /// <remarks>
    /// Models <c>shmem_fault</c>. While a hole is being punched around the page, faults in it wait: otherwise touching could go on forever
    /// against punching.
    /// </remarks>
    [Interleaved]
    public FileFault Fault(PageIndex index, bool fitsHuge)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_fault");
        while (Running is { IsPunch: true } punch && punch.Covers(index))
        {
            _machine.WaitFor(ShmemWaits.HolePunch, punch, $"the hole being punched into '{_options.Name}'", null);
        }

        return FileFault.Of(FindOrMake(index, ShmemGetMode.Cache, writeEnd: 0, mayBeHuge: fitsHuge));
    }
}
