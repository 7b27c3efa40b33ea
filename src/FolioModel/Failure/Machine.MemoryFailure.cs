using FolioModel.Failure;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// The memory of a frame failed: it is poisoned, taken from page tables and LRU, and its owner is asked to give it up. Reference
    /// effect: +1 owned by memory failure, kept while the page is poisoned so that it never returns to the allocator; none on a page that
    /// memory failure cannot handle: on no LRU list (isolated, or a driver's), whose last put keeps it out of the allocator.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success; <see cref="Errno.EHWPOISON"/> (poisoned before, or part of a large folio that cannot be split);
    /// <see cref="Errno.EBUSY"/> (the owner did not give it up, others hold it, or it is on no LRU list), with the page poisoned all the
    /// same; <see cref="Errno.ENXIO"/> (no such frame, or a hole of the memory map).
    /// </returns>
    /// <remarks>
    /// Models <c>memory_failure</c>. A free page leaves the free lists at once. The pool of a huge page handles the failure of its memory.
    /// </remarks>
    [Interleaved]
    public Errno MemoryFailure(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("memory_failure");
        return PoolOf(pfn) is { } pool ? pool.MemoryFailure(pfn) : FailMemory(pfn, accessing: null).Error;
    }

    /// <summary>Frames that failed without a reference of memory failure.</summary>
    internal UnheldFailures UnheldFailures { get; } = new();

    /// <summary>Handles the failure of a frame that a process met when it accessed the frame; see <see cref="MemoryFailure"/>.</summary>
    /// <param name="pfn">The frame.</param>
    /// <param name="accessing">
    /// The process, which has a reference on the folio from <see cref="Folio.GetForAccess"/> that becomes memory failure's or is dropped;
    /// null when no process accessed the frame.
    /// </param>
    /// <remarks>Models <c>memory_failure</c>, for a process with <c>MF_ACTION_REQUIRED | MF_COUNT_INCREASED</c>.</remarks>
    [Interleaved]
    internal MemoryFailureResult FailMemory(Pfn pfn, ProcessMemory? accessing)
    {
        CheckThread();
        if (!IsMemory(pfn))
        {
            return new MemoryFailureResult(Errno.ENXIO, false);
        }

        Folio folio = PeekFolio(pfn);
        if ((Map[pfn.Value].Flags & FolioFlags.HwPoison) != 0)
        {
            if (accessing is not null)
            {
                folio.PutFromAccess();
            }

            return new MemoryFailureResult(Errno.EHWPOISON, accessing is not null);
        }

        if (folio.IsNone && Allocator.TakePageOff(pfn))
        {
            return new MemoryFailureResult(Errno.None, false);
        }

        Map[pfn.Value].Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        if (folio.IsNone || !HoldForFailure(folio, held: accessing is not null))
        {
            UnheldFailures.Add(pfn.Value, UnheldFailure.Unhandled);
            return new MemoryFailureResult(Errno.EBUSY, false);
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio, pfn) != Errno.None)
            {
                // The whole folio stays as it was but for the mark; the reference does not.
                folio.Page.Flags |= FolioFlags.HasHwPoisoned;
                UnheldFailures.Add(pfn.Value, UnheldFailure.Unsplit);
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "memory_failure");
                return new MemoryFailureResult(Errno.EHWPOISON, accessing is not null);
            }

            folio = new Folio(this, pfn.Value);
        }

        return HandleFailure(folio, accessing);
    }

    /// <summary>
    /// Takes the reference that keeps a bad page out of the allocator; a folio that waits in a batch is drained onto its list first.
    /// </summary>
    /// <param name="folio">The folio.</param>
    /// <param name="held">Whether the current task got the page already: then its reference becomes memory failure's.</param>
    /// <returns>False where nothing is held: the folio is on no LRU list, or gone.</returns>
    /// <remarks>Models <c>get_hwpoison_page</c> with <c>shake_folio</c>, and <c>MF_COUNT_INCREASED</c>.</remarks>
    [Interleaved]
    private bool HoldForFailure(Folio folio, bool held)
    {
        if (held)
        {
            folio.KeepForMemoryFailure(HolderKind.GupGet);
            return true;
        }

        // The per-CPU lists are off meanwhile, so that nothing comes or goes there unseen.
        Allocator.DrainAllPages();
        if (!folio.Has(FolioFlags.Lru))
        {
            Shake(folio);
        }

        return folio.IsAlive && folio.Has(FolioFlags.Lru) && References.TryGet(folio.Frame, HolderKind.MemoryFailure, "get_hwpoison_page");
    }

    /// <summary>
    /// Splits a folio that memory failure holds. Its reference and the lock end up on the part that failed, which is unlocked then.
    /// </summary>
    [Interleaved]
    private Errno SplitForFailure(Folio folio, Pfn failed)
    {
        folio.Lock();
        Errno error = folio.SplitAround(failed, HolderKind.MemoryFailure);
        Folio locked = error == Errno.None ? new Folio(this, failed.Value) : folio;
        locked.Unlock();
        return error;
    }

    private bool IsMemory(Pfn pfn) => (uint)pfn.Value < (uint)Map.Pages && Map[Map.HeadOf(pfn.Value)].State != PageState.Reserved;

    /// <summary>The pool that has a frame, or null for ordinary memory.</summary>
    private IHugePagePool? PoolOf(Pfn pfn)
    {
        Folio folio = IsMemory(pfn) ? PeekFolio(pfn) : default;
        return !folio.IsNone && folio.Has(FolioFlags.Hugetlb) ? HugePagePoolOf(folio.Order) : null;
    }
}
