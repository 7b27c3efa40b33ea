using System.Runtime.CompilerServices;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Queues the folio for its LRU list. Reference effect: +1 owned by this CPU's lru_add batch until that drains; a large folio drains
    /// the batch at once, so that nothing remains.
    /// </summary>
    /// <exception cref="KernelBugException">The folio is on the LRU already, or active and unevictable.</exception>
    /// <remarks>Models <c>folio_add_lru</c>.</remarks>
    [Interleaved]
    public void AddToLru()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_add_lru");
        CheckAlive();
        _machine.Batches.AddNew(_pfn);
    }

    /// <summary>
    /// Notes a use: inactive and unreferenced becomes referenced, then active. Reference effect: 0, or +1 owned by the lru_activate batch
    /// until that drains.
    /// </summary>
    /// <remarks>
    /// Models <c>folio_mark_accessed</c>. A folio that waits in this CPU's lru_add batch becomes active at once; one that is neither there
    /// nor on the LRU loses its referenced flag without becoming active.
    /// </remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkAccessed()
    {
        // Most uses change nothing: the folio is active, or evictable by nobody.
        const FolioFlags Settled = FolioFlags.Active | FolioFlags.Unevictable;
        FolioFlags flags = Page.Flags;
        if ((flags & (FolioFlags.Referenced | FolioFlags.Idle)) != FolioFlags.Referenced || (flags & Settled) == 0
            || _machine.NotesEachUse)
        {
            MarkAccessed(this, flags);
        }
    }

    /// <remarks>Takes the folio by value: a caller that inlines <see cref="MarkAccessed()"/> can keep its handle in registers.</remarks>
    [Interleaved]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MarkAccessed(Folio folio, FolioFlags flags)
    {
        Machine machine = folio._machine;
        if ((flags & FolioFlags.DropBehind) != 0)
        {
            // It leaves the cache soon, however often it is used until then.
            return;
        }

        if (machine.NotesEachUse)
        {
            machine.TellPolicyAccessed(folio._pfn);
            if (machine.Lru.MultiGeneration)
            {
                folio.MarkAccessedInGenerations(flags);
                return;
            }
        }

        if ((flags & FolioFlags.Referenced) == 0)
        {
            folio.Page.Flags = (flags | FolioFlags.Referenced) & ~FolioFlags.Idle;
            return;
        }

        if ((flags & (FolioFlags.Unevictable | FolioFlags.Active)) == 0)
        {
            if ((flags & FolioFlags.Lru) == 0)
            {
                machine.Batches.ActivateWaiting(folio._pfn);
            }
            else if (machine.Instrumentation is null)
            {
                // Nothing asks for the operation's name, and a scope keeps this from being inlined.
                folio.QueueForActivation();
            }
            else
            {
                folio.Activate();
            }

            folio.Page.Flags &= ~FolioFlags.Referenced;
            machine.LruOf(folio._pfn).Age(folio.Pages);
        }

        if ((flags & FolioFlags.Idle) != 0)
        {
            folio.Page.Flags &= ~FolioFlags.Idle;
        }
    }

    /// <summary>
    /// Queues the folio for an active list. Reference effect: +1 owned by this CPU's lru_activate batch until that drains, or 0.
    /// </summary>
    /// <remarks>Models <c>folio_activate</c>. Does nothing unless the folio is on the LRU, inactive and evictable.</remarks>
    [Interleaved]
    public void Activate()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_activate");
        QueueForActivation();
    }

    [Interleaved]
    private void QueueForActivation()
    {
        if ((Page.Flags & (FolioFlags.Lru | FolioFlags.Active | FolioFlags.Unevictable)) == FolioFlags.Lru)
        {
            _machine.Batches.Add(_pfn, LruBatchKind.Activate, "folio_activate");
        }
    }

    /// <summary>
    /// Queues the folio for an inactive list. Reference effect: +1 owned by this CPU's lru_deactivate batch until that drains, or 0.
    /// </summary>
    /// <remarks>Models <c>folio_deactivate</c>. Does nothing unless the folio is on the LRU, active and evictable.</remarks>
    [Interleaved]
    public void Deactivate()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_deactivate");
        FolioFlags flags = Page.Flags;
        if ((flags & (FolioFlags.Lru | FolioFlags.Unevictable)) == FolioFlags.Lru
            && ((flags & FolioFlags.Active) != 0 || _machine.Lru.MultiGeneration))
        {
            _machine.Batches.Add(_pfn, LruBatchKind.Deactivate, "folio_deactivate");
        }
    }

    /// <summary>
    /// Queues an anonymous folio whose contents may go, to be reclaimed as clean file memory is. Reference effect: +1 owned by this CPU's
    /// lru_lazyfree batch until that drains, or 0.
    /// </summary>
    /// <remarks>
    /// Models <c>folio_mark_lazyfree</c>. Does nothing unless the folio is anonymous, on the LRU, evictable and not in the swap cache.
    /// </remarks>
    [Interleaved]
    public void MarkLazyFree()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_mark_lazyfree");
        const FolioFlags Looked = FolioFlags.Lru | FolioFlags.Anon | FolioFlags.SwapBacked | FolioFlags.SwapCache | FolioFlags.Unevictable;
        if ((Page.Flags & Looked) == (FolioFlags.Lru | FolioFlags.Anon | FolioFlags.SwapBacked))
        {
            _machine.Batches.Add(_pfn, LruBatchKind.LazyFree, "folio_mark_lazyfree");
        }
    }

    /// <summary>
    /// Queues a file folio to be reclaimed soon, because it could not be invalidated. Reference effect: +1 owned by this CPU's
    /// lru_deactivate_file batch until that drains, or 0.
    /// </summary>
    /// <remarks>Models <c>deactivate_file_folio</c>.</remarks>
    [Interleaved]
    public void DeactivateFile()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("deactivate_file_folio");
        if ((Page.Flags & (FolioFlags.Lru | FolioFlags.Unevictable)) == FolioFlags.Lru)
        {
            _machine.Batches.Add(_pfn, LruBatchKind.DeactivateFile, "deactivate_file_folio");
        }
    }

    /// <summary>
    /// Queues a folio whose writeback ended for the tail of its inactive list. Reference effect: +1 owned by the lru_move_tail batch, or 0.
    /// </summary>
    /// <remarks>
    /// Models <c>folio_rotate_reclaimable</c>. Does nothing for a folio that is locked, dirty, unevictable or not on the LRU.
    /// </remarks>
    [Interleaved]
    public void RotateReclaimable()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_rotate_reclaimable");
        const FolioFlags Looked = FolioFlags.Lru | FolioFlags.Locked | FolioFlags.Dirty | FolioFlags.Unevictable;
        if ((Page.Flags & Looked) == FolioFlags.Lru)
        {
            _machine.Batches.Add(_pfn, LruBatchKind.MoveTail, "folio_rotate_reclaimable");
        }
    }

    /// <summary>
    /// Takes the folio off its LRU list for exclusive work. Reference effect: +1 owned by the current task as isolation, if it worked.
    /// </summary>
    /// <returns>False when the folio is not on the LRU: another task has isolated it, or it is still in an lru_add batch.</returns>
    /// <exception cref="KernelBugException">The count is 0: the caller must hold a reference.</exception>
    /// <remarks>Models <c>folio_isolate_lru</c>.</remarks>
    [Interleaved]
    public bool Isolate()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_isolate_lru");
        if (Page.RefCount == 0)
        {
            _machine.ThrowBug(_pfn, "folio_isolate_lru: the caller holds no reference");
        }

        if ((Page.Flags & FolioFlags.Lru) == 0)
        {
            return false;
        }

        Page.Flags &= ~FolioFlags.Lru;
        _machine.References.Get(_pfn, HolderKind.Isolation, 0, "folio_isolate_lru");
        LruVector lru = _machine.LruOf(_pfn);
        lru.Lock.Acquire();
        (int previous, int next) = PageList.NeighboursOf(_machine.Map, _pfn);
        _machine.Point(SchedulingPoint.Inside, lru.Lock);
        lru.Remove(_pfn, previous, next);
        lru.Lock.Release();
        _machine.Instrumentation?.Tell(KernelEventKind.LruIsolate, _pfn, "folio_isolate_lru");
        return true;
    }

    /// <summary>
    /// Puts an isolated folio back. Reference effect: -1 (isolation), and +1 owned by the lru_add batch until that drains.
    /// </summary>
    /// <remarks>Models <c>folio_putback_lru</c>.</remarks>
    [Interleaved]
    public void PutBack()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_putback_lru");
        AddToLru();
        _machine.Put(_pfn, 1, HolderKind.Isolation, 0, "folio_putback_lru");
    }

    private void MarkAccessedInGenerations(FolioFlags flags)
    {
        if ((flags & FolioFlags.Unevictable) != 0)
        {
            return;
        }

        if ((flags & FolioFlags.Referenced) == 0)
        {
            Page.Flags |= FolioFlags.Referenced;
        }
        else if ((flags & FolioFlags.Workingset) == 0)
        {
            Page.Flags |= FolioFlags.Workingset;
        }
        else
        {
            Page.Flags = LruRefs.Increment(flags);
        }
    }
}
