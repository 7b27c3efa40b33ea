namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Moves an isolated folio to other memory. Reference effect: the references of page cache, swap cache and page tables and the private
    /// data move to the new folio; the isolation's is dropped from the old one, which normally frees it. On an error nothing has changed
    /// and the caller still has the isolation.
    /// </summary>
    /// <param name="extra">References beyond isolation and the expected ones that the caller knows of.</param>
    /// <returns>
    /// The new folio, in the old one's place and queued for the LRU; or <see cref="Errno.ENOMEM"/>, <see cref="Errno.EBUSY"/> (under
    /// writeback), <see cref="Errno.EAGAIN"/> (locked, of no file and no process, or held by others), <see cref="Errno.EOPNOTSUPP"/> (the
    /// host must not touch the contents), and what the owner says.
    /// </returns>
    /// <remarks>Models <c>unmap_and_move</c> with <c>move_to_new_folio</c>.</remarks>
    [Interleaved]
    public FolioResult Migrate(int extra = 0)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("unmap_and_move");
        int pfn = _machine.Allocator.Allocate(Page.Order, GfpFlags.HighUserMovable | GfpFlags.Comp, "alloc_migration_target");
        if (pfn < 0)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        Folio destination = new(_machine, pfn);
        bool mlocked = Has(FolioFlags.Mlocked);
        bool mapped = IsMapped;
        Errno error = MoveTo(destination, extra);
        if (error != Errno.None)
        {
            destination.Put();
            return FolioResult.Failed(error);
        }

        destination.AddToLru();
        if (mlocked)
        {
            _machine.Batches.Drain();
        }

        if (mapped)
        {
            _machine.ShowAfterMigration(Pfn, destination);
        }

        destination.Unlock();
        destination.Put();
        Unlock();
        _machine.Put(_pfn, 1, HolderKind.Isolation, 0, "migrate_folio_done");
        return new FolioResult(destination, Errno.None);
    }

    /// <returns>Success with both folios locked, or an error with neither.</returns>
    /// <remarks>Models <c>move_to_new_folio</c>.</remarks>
    [Interleaved]
    private Errno MoveTo(Folio destination, int extra)
    {
        if (!TryLock())
        {
            return Errno.EAGAIN;
        }

        Errno error = WhyNotMovable();
        if (error == Errno.None)
        {
            destination.TryLock();
            bool mapped = IsMapped;
            if (mapped)
            {
                _machine.HideForMigration(this);
            }

            error = Mapping is { } mapping ? mapping.Operations.MigrateFolio(mapping, destination, this, extra)
                : MoveUncached(destination, extra);
            if (error == Errno.None)
            {
                _machine.Contents?.Copy(this, destination);
            }
            else
            {
                if (mapped)
                {
                    _machine.ShowAfterMigration(Pfn, this);
                }

                destination.Unlock();
            }
        }

        if (error != Errno.None)
        {
            Unlock();
        }

        return error;
    }

    private Errno WhyNotMovable()
    {
        if (Has(FolioFlags.Writeback))
        {
            return Errno.EBUSY;
        }

        if (Mapping is not { } mapping)
        {
            return Has(FolioFlags.Anon) || Has(FolioFlags.SwapCache) ? Errno.None : Errno.EAGAIN;
        }

        return mapping.IsInaccessible ? Errno.EOPNOTSUPP : Errno.None;
    }
}
