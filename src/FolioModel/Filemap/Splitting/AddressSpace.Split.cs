using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>Flags that every part of a split inherits from the head.</summary>
    private const FolioFlags InheritedBySplit = FolioFlags.Referenced | FolioFlags.SwapBacked | FolioFlags.SwapCache | FolioFlags.Mlocked
        | FolioFlags.Uptodate | FolioFlags.Active | FolioFlags.Workingset | FolioFlags.Locked | FolioFlags.Unevictable | FolioFlags.Dirty
        | FolioFlags.OnGeneration | FolioFlags.LruUses | FolioFlags.Young | FolioFlags.Idle;

    [Interleaved]
    internal Errno SplitFolio(Folio folio, int order, ICollection<Folio>? isolated)
    {
        if (SplitsToSinglePagesOnly && order != 0)
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

        if (!ReleasePrivate(folio))
        {
            return Errno.EBUSY;
        }

        int pages = folio.Pages;
        XCursor cursor = new(_entries, folio.Index.Value, order);
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
            PagesLock.Acquire();
            error = SplitLocked(folio, order, end, isolated, ref cursor);
            PagesLock.Release();
        }

        cursor.FreeSpares();
        if (error == Errno.None)
        {
            PutParts(folio, order, pages);
        }

        return error;
    }

    private Errno SplitLocked(Folio folio, int order, ulong end, ICollection<Folio>? isolated, ref XCursor cursor)
    {
        int pfn = folio.Frame;
        cursor.Reset();
        if (cursor.Load() != XEntry.FromPointer(pfn) || !_machine.References.Freeze(pfn, 1 + folio.Pages, "split_huge_page"))
        {
            return Errno.EAGAIN;
        }

        int wholeOrder = folio.Page.Order;
        cursor.Split(XEntry.FromPointer(pfn), wholeOrder);
        if (wholeOrder >= _machine.Profile.PmdOrder)
        {
            bool swapBacked = (folio.Page.Flags & FolioFlags.SwapBacked) != 0;
            _machine.Statistics.FileThps -= swapBacked ? 0 : 1L << wholeOrder;
            _machine.Statistics.ShmemThps -= swapBacked ? 1L << wholeOrder : 0;
        }

        _machine.Lru.Lock.Acquire();
        MakeParts(pfn, wholeOrder, order, end, isolated);
        _machine.Lru.Lock.Release();
        _machine.References.Unfreeze(pfn, 1 + (1 << order), HolderKind.PageCache, "split_huge_page");
        return Errno.None;
    }

    /// <summary>Turns the pages behind the head into folios of their own, from the last to the first.</summary>
    private void MakeParts(int head, int wholeOrder, int order, ulong end, ICollection<Folio>? isolated)
    {
        int step = 1 << order;
        ref PageDescriptor first = ref _machine.Map[head];
        for (int offset = (1 << wholeOrder) - step; offset >= step; offset -= step)
        {
            int pfn = head + offset;
            ref PageDescriptor part = ref _machine.Map[pfn];
            part.Become(PageState.Allocated, order);
            if (order > 0)
            {
                // A large folio keeps its counters there, where links of an earlier life may have been left behind.
                ref PageDescriptor second = ref _machine.Map[pfn + 1];
                (second.Next, second.Prev, second.Index) = (0, 0, 0);
            }

            part.Flags = (part.Flags & FolioFlags.HwPoison) | (first.Flags & InheritedBySplit) | (order > 0 ? FolioFlags.Large : 0);
            part.Mapping = Id;
            part.Index = first.Index + (ulong)offset;
            _machine.References.UnfreezePart(pfn, 1, step, "split_huge_page");
            if (isolated is not null)
            {
                _machine.References.Get(pfn, HolderKind.Isolation, 0, "lru_add_page_tail");
                isolated.Add(new Folio(_machine, pfn));
            }
            else if ((first.Flags & FolioFlags.Lru) != 0)
            {
                _machine.Lru.AddBesideHead(pfn, head);
            }

            if (part.Index >= end)
            {
                part.Flags &= ~FolioFlags.Dirty;
                DropBeyondEnd(pfn, step);
            }
            else
            {
                _entries.Store(part.Index, XEntry.FromPointer(pfn));
            }
        }

        first.Become(PageState.Allocated, order);
        if (order == 0)
        {
            first.Flags &= ~FolioFlags.Large;
        }
    }

    private void DropBeyondEnd(int pfn, int pages)
    {
        RemoveEntry(pfn, XEntry.Null);
        _operations.DroppedBySplit(pages);
        _machine.Put(pfn, pages, HolderKind.PageCache, 0, "split_huge_page");
    }

    /// <summary>Every part but the first is unlocked and loses the reference that the split took for it.</summary>
    [Interleaved]
    private void PutParts(Folio head, int order, int pages)
    {
        for (int offset = 1 << order; offset < pages; offset += 1 << order)
        {
            Folio part = new(_machine, head.Frame + offset);
            part.Unlock();
            _machine.Put(part.Frame, 1, HolderKind.Split, 0, "split_huge_page");
        }
    }
}
