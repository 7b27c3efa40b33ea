using FolioModel.Groups;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Writing to storage begins: sets the flag and the writeback tag, clears the dirty tag of a folio that is clean by now, and the
    /// towrite tag. Reference effect: none, writeback holds no reference; truncation and reclaim wait for it or skip the folio.
    /// </summary>
    /// <exception cref="KernelBugException">The folio is not locked, or under writeback already.</exception>
    /// <remarks>Models <c>folio_start_writeback</c>.</remarks>
    [Interleaved]
    public void StartWriteback()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_start_writeback");
        StartWriteback(keepToWrite: false);
    }

    /// <summary>
    /// Starts writeback like <see cref="StartWriteback()"/>, but keeps the towrite tag, because more of the folio will be written in this
    /// round.
    /// </summary>
    /// <exception cref="KernelBugException">The folio is not locked, or under writeback already.</exception>
    /// <remarks>Models <c>folio_start_writeback_keepwrite</c>.</remarks>
    [Interleaved]
    public void StartWritebackKeepWrite()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_start_writeback_keepwrite");
        StartWriteback(keepToWrite: true);
    }

    /// <summary>
    /// Writing to storage is done: clears flag and tag, wakes the waiting tasks, and queues a folio marked for reclaim for the tail of its
    /// list. Since 6.14 a folio of uncached input and output leaves the cache. Reference effect: +1 owned by the lru_move_tail batch where
    /// it is queued; -1 for each page, those of the page cache, where it leaves.
    /// </summary>
    /// <exception cref="KernelBugException">The folio is not under writeback.</exception>
    /// <remarks>Models <c>folio_end_writeback</c>.</remarks>
    [Interleaved]
    public void EndWriteback()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_end_writeback");
        if ((Page.Flags & FolioFlags.Writeback) == 0)
        {
            _machine.ThrowBug(_pfn, "folio_end_writeback: the folio is not under writeback");
        }

        if ((Page.Flags & FolioFlags.Reclaim) != 0)
        {
            Page.Flags &= ~FolioFlags.Reclaim;
            RotateReclaimable();
        }

        // Writeback holds no reference: without this one the folio could be gone before its waiters are woken.
        _machine.References.Get(_pfn, HolderKind.Speculative, 0, "folio_end_writeback");
        if (Mapping is { } mapping)
        {
            mapping.Pages.Lock.Acquire();
            mapping.Pages.ClearTag(this, PageCacheTag.Writeback);
            mapping.AccountWriteback(_pfn, -Pages);
            mapping.Pages.Lock.Release();
        }
        else
        {
            _machine.Statistics.Writeback -= Pages;
            _machine.Groups?.Count(_pfn, GroupCounter.FileWriteback, -Pages);
        }

        Page.Flags &= ~FolioFlags.Writeback;
        _machine.Instrumentation?.Tell(KernelEventKind.WritebackEnd, _pfn, "folio_end_writeback");
        _machine.WritebackEnded(_pfn);
        if ((Page.Flags & FolioFlags.DropBehind) != 0)
        {
            EndDropBehind();
        }

        _machine.Put(_pfn, 1, HolderKind.Speculative, 0, "folio_end_writeback");
    }

    /// <summary>Waits until the folio is not under writeback. Reference effect: none; the caller holds a reference.</summary>
    /// <exception cref="KernelDeadlockException">The wait cannot end.</exception>
    /// <remarks>Models <c>folio_wait_writeback</c>.</remarks>
    [Interleaved]
    public void WaitForWriteback()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_wait_writeback");
        while ((Page.Flags & FolioFlags.Writeback) != 0)
        {
            _machine.WaitForWriteback(_pfn);
        }
    }

    [Interleaved]
    private void StartWriteback(bool keepToWrite)
    {
        if ((Page.Flags & (FolioFlags.Writeback | FolioFlags.Locked)) != FolioFlags.Locked)
        {
            _machine.ThrowBug(
                _pfn, "folio_start_writeback: expected a locked folio that is not under writeback",
                Has(FolioFlags.Writeback) ? TagInvariants.WritebackIsNotStartedTwice : null);
        }

        _machine.MarkChanged(_pfn);
        Page.Flags |= FolioFlags.Writeback;
        _machine.Instrumentation?.Tell(KernelEventKind.WritebackBegin, _pfn, "folio_start_writeback");
        if (Mapping is not { } mapping)
        {
            _machine.Statistics.Writeback += Pages;
            _machine.Groups?.Count(_pfn, GroupCounter.FileWriteback, Pages);
            return;
        }

        mapping.Pages.Lock.Acquire();
        mapping.AccountWriteback(_pfn, Pages);
        mapping.Pages.SetTag(this, PageCacheTag.Writeback);
        if ((Page.Flags & FolioFlags.Dirty) == 0)
        {
            mapping.Pages.ClearTag(this, PageCacheTag.Dirty);
        }

        if (!keepToWrite)
        {
            mapping.Pages.ClearTag(this, PageCacheTag.ToWrite);
        }

        mapping.Pages.Lock.Release();
    }
}
