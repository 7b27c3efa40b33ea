namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Takes the poison off a page that is no longer used. Reference effect: -1, memory failure's, which frees it; none for a free huge
    /// page that had to stay in its pool and has no holder.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success; <see cref="Errno.EBUSY"/> when it is not poisoned, still in a file or in the swap cache, mapped, or held by others.
    /// </returns>
    /// <exception cref="LedgerViolationException">
    /// The ledger is on and memory failure holds no reference: the frame is in a large folio that could not be split when it failed, or on
    /// no LRU list. Linux 6.12 then drops a reference of another holder: a pin or a driver.
    /// </exception>
    /// <remarks>
    /// Models <c>unpoison_memory</c>. A frame that soft offline took out of use comes back as well. One that its last owner freed while
    /// memory failure held nothing (a part of a folio that could not be split) loses the mark and still never comes back: 6.12 forgets it.
    /// </remarks>
    [Interleaved]
    public Errno Unpoison(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("unpoison_memory");
        CheckThread();
        if (!IsPoisoned(pfn))
        {
            return Errno.EBUSY;
        }

        Folio folio = PeekFolio(pfn);
        if (!folio.IsNone && (folio.RefCount > 1 || folio.IsMapped || folio.Page.Mapping != 0 || folio.Has(FolioFlags.SwapCache)))
        {
            return Errno.EBUSY;
        }

        int failed = PoolOf(pfn) is { } pool ? pool.ForgetFailures(folio.Pfn) : 1;
        Allocator.DrainAllPages();
        Map[pfn.Value].Flags &= ~FolioFlags.HwPoison;
        UnheldFailures.Remove(pfn.Value);
        Statistics.Poisoned -= failed;
        if (!folio.IsNone && folio.RefCount > 0)
        {
            Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "unpoison_memory");
        }

        return Errno.None;
    }
}
