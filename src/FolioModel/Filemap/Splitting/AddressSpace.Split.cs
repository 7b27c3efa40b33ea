using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>Flags that every part of a split inherits from the head.</summary>
    private const FolioFlags InheritedBySplit = FolioFlags.Referenced | FolioFlags.SwapBacked | FolioFlags.SwapCache | FolioFlags.Mlocked
        | FolioFlags.Uptodate | FolioFlags.Active | FolioFlags.Workingset | FolioFlags.Locked | FolioFlags.Unevictable | FolioFlags.Dirty
        | FolioFlags.OnGeneration | FolioFlags.LruRefs | FolioFlags.Young | FolioFlags.Idle;

    [Interleaved]
    internal Errno SplitFolio(Folio folio, int order, ICollection<Folio>? isolated, KeptPart kept)
    {
        Errno refused = RefusesSplit(folio, order);
        if (refused != Errno.None)
        {
            return refused;
        }

        int pages = folio.Pages;
        XCursor cursor = new(Pages.Tree, folio.Index.Value, order);
        Errno error = cursor.SplitAlloc(folio.Page.Order);
        if (error != Errno.None)
        {
            return error;
        }

        // Read before the entries change: the size may move at any time, and the folio lock orders the trimming.
        ulong end = _operations.EndOfContents(this);
        error = folio.RefCount - _machine.MapCountOf(folio.Frame) == pages + 1 ? Errno.None : Errno.EAGAIN;
        if (error == Errno.None)
        {
            _machine.TryToUnmap(folio, ignoreLocks: true);
            Pages.Lock.Acquire();
            _machine.Point(SchedulingPoint.Freeze);
            error = FreezeWhole(folio, ref cursor);
            if (error == Errno.None)
            {
                SplitFrozen(folio.Frame, folio.Page.Order, order, end, isolated);
            }

            Pages.Lock.Release();
        }

        cursor.FreeSpares();
        if (error == Errno.None)
        {
            PutParts(folio, order, pages, kept);
        }

        return error;
    }

    /// <summary>Tests what forbids a split of a locked folio with any count.</summary>
    /// <returns>Success, with the private data released; or what <see cref="Folio.Split(Order)"/> says.</returns>
    [Interleaved]
    private Errno RefusesSplit(Folio folio, int order)
    {
        if (SplitsToSinglePagesOnly && order != 0 && !_machine.Profile.SplitsToAnyOrder)
        {
            return Errno.EINVAL;
        }

        if ((folio.Page.Flags & FolioFlags.Writeback) != 0)
        {
            return Errno.EBUSY;
        }

        if (order < MinOrder.Value)
        {
            return Errno.EINVAL;
        }

        return ReleasePrivate(folio) ? Errno.None : Errno.EBUSY;
    }

    /// <summary>Freezes a folio that only its users of this cache hold, and makes room for an entry for each part.</summary>
    private Errno FreezeWhole(Folio folio, ref XCursor cursor)
    {
        int pfn = folio.Frame;
        cursor.Reset();
        if (cursor.Load() != XEntry.FromPointer(pfn) || !_machine.References.Freeze(pfn, 1 + folio.Pages, "split_huge_page"))
        {
            return Errno.EAGAIN;
        }

        cursor.Split(XEntry.FromPointer(pfn), folio.Page.Order);
        CountSplit(folio);
        return Errno.None;
    }

    /// <summary>A folio of 2 MiB is one no longer.</summary>
    private void CountSplit(Folio folio)
    {
        int order = folio.Page.Order;
        if (order >= Order.PmdValue)
        {
            bool swapBacked = (folio.Page.Flags & FolioFlags.SwapBacked) != 0;
            _machine.Statistics.FileThps -= swapBacked ? 0 : 1L << order;
            _machine.Statistics.ShmemThps -= swapBacked ? 1L << order : 0;
        }
    }

    /// <summary>
    /// Turns the pages behind the head into folios of their own, from the last to the first, and ends the freeze. Lookups meanwhile find
    /// the frozen head, or a part whose entry is there already.
    /// </summary>
    [Interleaved]
    private void SplitFrozen(int head, int wholeOrder, int order, ulong end, ICollection<Folio>? isolated)
    {
        int step = 1 << order;
        LruVector lru = _machine.LruOf(head);
        lru.Lock.Acquire();
        for (int offset = (1 << wholeOrder) - step; offset >= step; offset -= step)
        {
            MakePart(head, offset, order, isolated);
            _machine.Point(SchedulingPoint.SlotStore);
            EnterPart(head + offset, step, end);
        }

        ref PageDescriptor first = ref _machine.Map[head];
        first.Become(PageState.Allocated, order);
        first.Flags = (first.Flags & ~(FolioFlags.Large | FolioFlags.HasHwPoisoned)) | FlagsOfSize(head, order);

        lru.Lock.Release();
        _machine.Point(SchedulingPoint.Unfreeze);
        _machine.References.Unfreeze(head, 1 + step, HolderKind.PageCache, "split_huge_page");
    }

    /// <summary>
    /// The pages from an offset on become a folio with the caller's reference and those of the page cache, whose entry is still the
    /// whole's.
    /// </summary>
    private void MakePart(int head, int offset, int order, ICollection<Folio>? isolated)
    {
        int pfn = head + offset;
        ref PageDescriptor first = ref _machine.Map[head];
        ref PageDescriptor part = ref _machine.Map[pfn];
        part.Become(PageState.Allocated, order);
        if (order > 0)
        {
            // A large folio keeps its counters there, where links of an earlier life may have been left behind.
            ref PageDescriptor second = ref _machine.Map[pfn + 1];
            (second.Next, second.Prev, second.Index) = (0, 0, 0);
        }

        part.Flags = (part.Flags & FolioFlags.HwPoison) | (first.Flags & InheritedBySplit) | FlagsOfSize(pfn, order);
        _machine.FolioLockInherited(pfn, head);
        part.Mapping = Id;
        part.Index = first.Index + (ulong)offset;
        _machine.Groups?.SplitFolio(head, pfn);
        _machine.TellPolicyAdded(pfn);
        _machine.References.UnfreezePart(pfn, 1, 1 << order, "split_huge_page");
        if (isolated is not null)
        {
            _machine.References.Get(pfn, HolderKind.Isolation, 0, "lru_add_page_tail");
            isolated.Add(new Folio(_machine, pfn));
        }
        else if ((first.Flags & FolioFlags.Lru) != 0)
        {
            _machine.LruOf(head).AddBesideHead(pfn, head);
        }
    }

    /// <summary>The flags that a part has because it is large, one of them because a page of it failed.</summary>
    private FolioFlags FlagsOfSize(int pfn, int order)
    {
        if (order == 0)
        {
            return FolioFlags.None;
        }

        for (int page = pfn; page < pfn + (1 << order); page++)
        {
            if ((_machine.Map[page].Flags & FolioFlags.HwPoison) != 0)
            {
                return FolioFlags.Large | FolioFlags.HasHwPoisoned;
            }
        }

        return FolioFlags.Large;
    }

    private void EnterPart(int pfn, int pages, ulong end)
    {
        ref PageDescriptor part = ref _machine.Map[pfn];
        if (part.Index >= end)
        {
            if ((part.Flags & FolioFlags.Dirty) != 0)
            {
                AccountCleaned(pfn, pages);
            }

            part.Flags &= ~FolioFlags.Dirty;
            DropBeyondEnd(pfn, pages);
        }
        else
        {
            Pages.Tree.Store(part.Index, XEntry.FromPointer(pfn));
        }
    }

    private void DropBeyondEnd(int pfn, int pages)
    {
        Pages.RemoveEntry(pfn, XEntry.Null);
        _operations.DroppedBySplit(pages);
        _machine.Put(pfn, pages, HolderKind.PageCache, 0, "split_huge_page");
    }

    /// <summary>
    /// Every part but the caller's is unlocked and loses the reference that the split took for it; the head loses the caller's.
    /// </summary>
    [Interleaved]
    private void PutParts(Folio head, int order, int pages, KeptPart kept)
    {
        int keptOffset = (kept.Frame - head.Frame) >> order << order;
        if (keptOffset > 0)
        {
            _machine.References.Convert(head.Frame + keptOffset, HolderKind.Split, kept.Held);
        }

        for (int offset = 0; offset < pages; offset += 1 << order)
        {
            if (offset != keptOffset)
            {
                Folio part = new(_machine, head.Frame + offset);
                part.Unlock();
                _machine.Put(part.Frame, 1, offset == 0 ? kept.Held : HolderKind.Split, 0, "split_huge_page");
            }
        }
    }
}
