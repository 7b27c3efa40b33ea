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

        bool isMajor = IsOnDeviceOnly(index);
        return FileFault.Of(FindOrMake(index, ShmemGetMode.Cache, writeEnd: 0, mayBeHuge: fitsHuge)) with { IsMajor = isMajor };
    }

    /// <summary>Whether a page was swapped out and is not in the swap cache: it will have to be read.</summary>
    private bool IsOnDeviceOnly(PageIndex index) => Mapping.Pages.Peek(index) is { IsValue: true } entry
        && SwapEntry.FromValue(entry.Value) is { IsPoisoned: false } slot
        && _machine.Swap.AreaOf(slot) is { } area && !area.Cache.Peek(slot).IsFolio;
}
