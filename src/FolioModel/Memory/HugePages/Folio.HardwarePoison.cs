using FolioModel.Failure;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Notes that memory of the folio failed, and that a reference of the current task keeps it out of the allocator from now on. Reference
    /// effect: none: the reference becomes memory failure's.
    /// </summary>
    /// <param name="reference">The reference that stays.</param>
    /// <remarks>
    /// Models <c>SetPageHWPoison</c> with <c>num_poisoned_pages_inc</c> as <c>memory_failure</c> leaves a folio that it handled.
    /// </remarks>
    public void KeepForMemoryFailure(HolderKind reference)
    {
        CheckAlive();
        _machine.References.Convert(_pfn, reference, HolderKind.MemoryFailure);
    }

    /// <summary>Notes that one more page of the folio failed. Reference effect: none.</summary>
    public void MarkHardwarePoison()
    {
        Page.Flags |= FolioFlags.HwPoison;
        _machine.Statistics.Poisoned++;
        if (!Has(FolioFlags.Hugetlb))
        {
            _machine.UnheldFailures.Add(_pfn, UnheldFailure.Unhandled);
        }
    }

    /// <summary>
    /// Takes the note of failed memory off a folio that becomes ordinary memory again: from then on each failed page is known by itself.
    /// Reference effect: none.
    /// </summary>
    /// <param name="pages">How many of its pages failed: they are counted again when each is taken out of use.</param>
    public void ClearHardwarePoison(int pages = 1)
    {
        Page.Flags &= ~FolioFlags.HwPoison;
        _machine.Statistics.Poisoned -= pages;
    }
}
