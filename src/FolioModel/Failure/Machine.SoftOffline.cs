namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Takes a frame out of use while it still works: its folio is dropped if it is clean and unused, or moved elsewhere. Reference effect:
    /// the folio's holders move with it, or its cache references go; nothing is left on the frame.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>
    /// Success (also when it is poisoned already), or <see cref="Errno.EBUSY"/> when somebody holds it; <see cref="Errno.ENXIO"/>.
    /// </returns>
    /// <remarks>Models <c>soft_offline_page</c>.</remarks>
    [Interleaved]
    public Errno SoftOffline(Pfn pfn)
    {
        using KernelTask.OperationScope operation = BeginOperation("soft_offline_page");
        return SoftOfflinePage(pfn, held: false);
    }

    /// <summary>As <see cref="SoftOffline"/>; the current task may have got the page, and then its reference is used.</summary>
    [Interleaved]
    internal Errno SoftOfflinePage(Pfn pfn, bool held)
    {
        CheckThread();
        if ((uint)pfn.Value >= (uint)Map.Pages)
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
            Map[pfn.Value].Flags |= FolioFlags.HwPoison;
            Statistics.Poisoned++;
            return Errno.None;
        }

        if (!HoldForFailure(folio, held))
        {
            return Errno.EBUSY;
        }

        if (folio.Page.Order > 0)
        {
            if (SplitForFailure(folio) != Errno.None)
            {
                Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
                return Errno.EBUSY;
            }

            folio = MoveFailureHold(folio, pfn);
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
        folio.Unlock();
        if (!dropped && !MigrateAway(folio))
        {
            Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "soft_offline_page");
            return Errno.EBUSY;
        }

        folio.Page.Flags |= FolioFlags.HwPoison;
        Statistics.Poisoned++;
        Put(folio.Frame, 1, HolderKind.MemoryFailure, 0, "page_handle_poison");
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
