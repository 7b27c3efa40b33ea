namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Takes a frame out of use while it still works: its folio is dropped if it is clean and unused, or moved elsewhere. Reference
    /// effect: the folio's holders move with it, or its cache references go; memory failure's one reference is left on the frame.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success (also when it is poisoned already); <see cref="Errno.EBUSY"/> when another holder has a reference; <see cref="Errno.EIO"/>
    /// when it is on no LRU list and not free; <see cref="Errno.ENXIO"/>.
    /// </returns>
    /// <remarks>Models <c>soft_offline_page</c>. The pool of a huge page moves the folio.</remarks>
    [Interleaved]
    public Errno SoftOffline(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("soft_offline_page");
        return IsPoisonedMemory(pfn) ? Errno.None : PoolOf(pfn) is { } pool ? pool.SoftOffline(pfn) : SoftOfflinePage(pfn, held: false);
    }

    private bool IsPoisonedMemory(Pfn pfn) => IsMemory(pfn) && IsPoisoned(pfn);

    /// <summary>
    /// Does the work of <see cref="SoftOffline"/>, with the reference of the current task if that has got the page already.
    /// </summary>
    [Interleaved]
    internal Errno SoftOfflinePage(Pfn pfn, bool held)
    {
        CheckThread();
        if (!IsMemory(pfn))
        {
            return Errno.ENXIO;
        }

        Folio folio = PeekFolio(pfn);
        if ((Map[pfn.Value].Flags & FolioFlags.HwPoison) != 0)
        {
            if (held)
            {
                folio.PutFromAccess();
            }

            return Errno.None;
        }

        if (folio.IsNone)
        {
            return Allocator.TakePageOff(pfn) ? Errno.None : Errno.EIO;
        }

        if (held && !folio.Has(FolioFlags.Lru))
        {
            // A page that waits in a batch is let go, the batches are drained, and it is looked at again.
            folio.PutFromAccess();
            return SoftOfflinePage(pfn, held: false);
        }

        if (!HoldForFailure(folio, held))
        {
            return Errno.EIO;
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio, pfn) != Errno.None)
            {
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
                return Errno.EBUSY;
            }

            folio = new Folio(this, pfn.Value);
        }

        return TakeOffline(folio);
    }

    /// <summary>Empties a frame that still works and keeps it out of use.</summary>
    /// <remarks>Models <c>soft_offline_in_use_page</c> and <c>page_handle_poison</c>.</remarks>
    [Interleaved]
    private Errno TakeOffline(Folio folio)
    {
        folio.Lock();
        folio.WaitForWriteback();
        bool dropped = folio.Has(FolioFlags.Lru) && folio.Mapping is { } mapping && mapping.EvictFolio(folio) > 0;
        bool alone = LeftItsFile(folio) && folio.RefCount == 1;
        folio.Unlock();
        if (!dropped && !(alone && LeaveLru(folio)) && !MigrateAway(folio))
        {
            Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
            return Errno.EBUSY;
        }

        folio.Page.Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "page_handle_poison");
        Allocator.KeepFailed(folio.Frame);
        return Errno.None;
    }

    [Interleaved]
    private static bool MigrateAway(Folio folio)
    {
        if (!folio.Isolate())
        {
            return false;
        }

        // Isolation is one of the two references that the migration expects beyond the folio's own; memory failure's is the other.
        FolioResult moved = folio.Migrate(extra: 1);
        if (!moved.IsOk)
        {
            folio.PutBack();
        }

        return moved.IsOk;
    }
}
