using System.Runtime.CompilerServices;
using FolioModel.XArrays;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Notes that the contents are valid (<c>folio_mark_uptodate</c>). Reference effect: none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkUptodate() => Page.Flags |= FolioFlags.Uptodate;

    /// <summary>Notes that the contents are not valid (<c>folio_clear_uptodate</c>). Reference effect: none.</summary>
    public void ClearUptodate() => Page.Flags &= ~FolioFlags.Uptodate;

    /// <summary>
    /// Notes that the folio was used once (<c>folio_set_referenced</c>). Reference effect: none; the flag is no reference.
    /// </summary>
    public void SetReferenced() => Page.Flags |= FolioFlags.Referenced;

    /// <summary>Makes a fresh folio one whose contents go to swap (<c>__folio_set_swapbacked</c>). Reference effect: none.</summary>
    public void MarkSwapBacked() => Page.Flags |= FolioFlags.SwapBacked;

    /// <summary>Asks for rotation to the tail when writeback ends (<c>folio_set_reclaim</c>). Reference effect: none.</summary>
    public void SetReclaim() => Page.Flags |= FolioFlags.Reclaim;

    /// <summary>Takes the wish for rotation back (<c>folio_clear_reclaim</c>). Reference effect: none.</summary>
    public void ClearReclaim() => Page.Flags &= ~FolioFlags.Reclaim;

    /// <summary>
    /// Notes that the contents are newer than the storage, as the owner's <c>dirty_folio</c> does. Reference effect: none.
    /// </summary>
    /// <returns>Whether the folio was clean before.</returns>
    /// <remarks>
    /// Models <c>folio_mark_dirty</c>. The caller keeps truncation away: it holds the folio lock. A folio marked for reclaim loses that
    /// mark.
    /// </remarks>
    [Interleaved]
    public bool MarkDirty()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("folio_mark_dirty");
        if (Mapping is not { } mapping)
        {
            return SetDirtyFlag();
        }

        Page.Flags &= ~FolioFlags.Reclaim;

        // An owner's callback is one step; what most files have is not.
        return mapping.Operations == AddressSpaceOperations.Default ? DirtyAndTag() : mapping.Operations.DirtyFolio(this);
    }

    /// <summary>Sets the dirty flag and nothing else.</summary>
    /// <returns>Whether the folio was clean before.</returns>
    /// <remarks>Models <c>noop_dirty_folio</c>, which memory-only owners install.</remarks>
    public bool SetDirtyFlag()
    {
        _machine.MarkChanged(_pfn);
        bool clean = (Page.Flags & FolioFlags.Dirty) == 0;
        Page.Flags |= FolioFlags.Dirty;
        if (clean)
        {
            _machine.Instrumentation?.Tell(KernelEventKind.FolioDirty, _pfn, "folio_mark_dirty");
        }

        return clean;
    }

    /// <summary>Sets the dirty flag and the entry's dirty tag.</summary>
    /// <returns>Whether the folio was clean before.</returns>
    /// <remarks>Models <c>filemap_dirty_folio</c>. The tag is set only while the folio is still cached.</remarks>
    [Interleaved]
    public bool DirtyAndTag()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_dirty_folio");
        if (!SetDirtyFlag())
        {
            return false;
        }

        if (Mapping is { } mapping)
        {
            mapping.Pages.Lock.Acquire();
            if (Page.Mapping != 0)
            {
                mapping.AccountDirtied(_pfn, Pages);
                mapping.Pages.SetTag(this, PageCacheTag.Dirty);
            }

            mapping.Pages.Lock.Release();
        }

        return true;
    }

    /// <summary>
    /// Clears the dirty flag because the contents are about to be written, and protects every entry of a page table, so that the next write
    /// is noticed; the tag stays until writeback starts.
    /// </summary>
    /// <returns>Whether the folio was dirty.</returns>
    /// <exception cref="KernelBugException">The folio is not locked.</exception>
    /// <remarks>Models <c>folio_clear_dirty_for_io</c>.</remarks>
    public bool ClearDirtyForIo()
    {
        if (!IsLocked)
        {
            _machine.ThrowBug(_pfn, "folio_clear_dirty_for_io: expected a locked folio");
        }

        bool written = Mapping is { Operations.CanWriteback: true } && _machine.MakeClean(this);
        return CancelDirty() || written;
    }

    /// <summary>Clears the dirty flag because the contents are discarded; the tag goes with the entry.</summary>
    /// <returns>Whether the folio was dirty.</returns>
    /// <remarks>Models <c>folio_cancel_dirty</c>.</remarks>
    public bool CancelDirty()
    {
        _machine.MarkChanged(_pfn);
        bool dirty = (Page.Flags & FolioFlags.Dirty) != 0;
        Page.Flags &= ~FolioFlags.Dirty;
        if (dirty && Mapping is { } mapping)
        {
            mapping.AccountCleaned(_pfn, Pages);
            _machine.Instrumentation?.Tell(KernelEventKind.FolioClean, _pfn, "folio_cancel_dirty");
        }

        return dirty;
    }

    /// <summary>Whether the folio's entry carries a tag.</summary>
    /// <param name="tag">The tag.</param>
    public bool HasTag(PageCacheTag tag) => Mapping is { } mapping && mapping.Pages.GetTag(Index, tag);
}
