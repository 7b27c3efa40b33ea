namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// The memory of a frame failed: it is poisoned, taken from page tables and LRU, and its owner is asked to give it up. Reference
    /// effect: +1 owned by memory failure, kept while the page is poisoned so that it never returns to the allocator.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success; <see cref="Errno.EHWPOISON"/> (poisoned before, or part of a large folio that cannot be split); <see cref="Errno.EBUSY"/>
    /// (the owner did not give it up, or others hold it), with the page poisoned all the same; <see cref="Errno.ENXIO"/> (no such frame).
    /// </returns>
    /// <remarks>Models <c>memory_failure</c>. A free frame is poisoned and will never be handed out.</remarks>
    [Interleaved]
    public Errno MemoryFailure(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("memory_failure");
        return FailMemory(pfn, accessing: null).Error;
    }

    /// <summary>As <see cref="MemoryFailure"/>, found by a process that accessed the frame.</summary>
    /// <param name="pfn">The frame.</param>
    /// <param name="accessing">
    /// The process, which has a reference on the folio from <see cref="Folio.GetForAccess"/> that becomes memory failure's or is dropped;
    /// null when nobody accessed the frame.
    /// </param>
    /// <remarks>Models <c>memory_failure</c>, for a process with <c>MF_ACTION_REQUIRED | MF_COUNT_INCREASED</c>.</remarks>
    [Interleaved]
    internal MemoryFailureResult FailMemory(Pfn pfn, ProcessMemory? accessing)
    {
        CheckThread();
        if ((uint)pfn.Value >= (uint)Map.Pages)
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

        Map[pfn.Value].Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        if (folio.IsNone)
        {
            return new MemoryFailureResult(Errno.None, false);
        }

        if (!HoldForFailure(folio, held: accessing is not null))
        {
            return new MemoryFailureResult(Errno.EBUSY, false);
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio) != Errno.None)
            {
                // The whole folio stays as it was but for the mark; the reference does not.
                folio.Page.Flags |= FolioFlags.HasHwPoisoned;
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "memory_failure");
                return new MemoryFailureResult(Errno.EHWPOISON, accessing is not null);
            }

            folio = MoveFailureHold(folio, pfn);
        }

        return HandleFailure(folio, accessing);
    }

    /// <summary>Takes the poison off a page that is in no file any more. Reference effect: -1, memory failure's, which frees it.</summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>Success, or <see cref="Errno.EBUSY"/> when it is not poisoned, still in a file, or held by others.</returns>
    /// <exception cref="LedgerViolationException">
    /// The ledger is on and the frame is in a large folio that could not be split when it failed: memory failure gave its reference back
    /// then, and 6.12 drops somebody else's now, a pin's for example.
    /// </exception>
    /// <remarks>Models <c>unpoison_memory</c>. A frame that soft offline took out of use stays out.</remarks>
    [Interleaved]
    public Errno Unpoison(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("unpoison_memory");
        CheckThread();
        Folio folio = PeekFolio(pfn);
        if (folio.IsNone || !folio.Has(FolioFlags.HwPoison) || folio.RefCount > 1 || folio.Page.Mapping != 0)
        {
            return Errno.EBUSY;
        }

        folio.Page.Flags &= ~FolioFlags.HwPoison;
        Statistics.Poisoned--;
        Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "unpoison_memory");
        return Errno.None;
    }

    /// <summary>
    /// Takes the reference that keeps a bad page out of the allocator; a folio that waits in a batch is drained onto its list first.
    /// </summary>
    /// <param name="folio">The folio.</param>
    /// <param name="held">Whether the current task got the page already: then its reference becomes memory failure's.</param>
    /// <remarks>Models <c>get_hwpoison_page</c> with <c>shake_folio</c>, and <c>MF_COUNT_INCREASED</c>.</remarks>
    [Interleaved]
    private bool HoldForFailure(Folio folio, bool held)
    {
        if (held)
        {
            folio.KeepForMemoryFailure(HolderKind.GupGet);
            return true;
        }

        ShakeOntoList(folio);
        return folio.IsAlive && References.TryGet(folio.Frame, HolderKind.MemoryFailure, "get_hwpoison_page");
    }

    [Interleaved]
    private static Errno SplitForFailure(Folio folio)
    {
        folio.Lock();
        Errno error = folio.Split(Order.Zero);
        folio.Unlock();
        return error;
    }

    /// <summary>After a split the reference is on the first part; it belongs on the part that failed.</summary>
    [Interleaved]
    private Folio MoveFailureHold(Folio head, Pfn pfn)
    {
        if (pfn == head.Pfn)
        {
            return head;
        }

        Folio part = new(this, pfn.Value);
        References.Get(part.Frame, HolderKind.MemoryFailure, 0, "memory_failure");
        Put(head.Frame, 1, HolderKind.MemoryFailure, 0, "memory_failure");
        return part;
    }
}
