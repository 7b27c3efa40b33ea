using FolioModel.XArrays;

namespace FolioModel;

/// <content>The split that leaves every part as large as it can be: of Linux 6.15 and later.</content>
public sealed partial class AddressSpace
{
    /// <summary>An entry of this order fills a node of the tree: splitting it needs a node of the level below.</summary>
    private const int NodeOrder = 6;

    /// <summary>Splits a locked folio into halves, and again the half that contains a page, down to an order.</summary>
    /// <param name="folio">The folio. The caller's reference and the lock stay on its first page.</param>
    /// <param name="around">The page around which parts get small.</param>
    /// <param name="order">The order of the part that has the page.</param>
    /// <returns>As <see cref="Folio.Split(Order)"/>.</returns>
    /// <remarks>
    /// Models <c>folio_split</c>. The one node that a split from order 6 to 5 needs is got before the folio is frozen; the kernel asks for
    /// it without waiting when it gets there, and where there is none leaves a folio that is split in part.
    /// </remarks>
    [Interleaved]
    internal Errno SplitFolioAround(Folio folio, PageIndex around, int order)
    {
        Errno refused = RefusesSplit(folio, order);
        if (refused != Errno.None)
        {
            return refused;
        }

        int pages = folio.Pages;
        int whole = folio.Page.Order;
        XCursor crossing = new(Pages.Tree, around.Value & ~((1UL << NodeOrder) - 1), NodeOrder - 1);
        bool crosses = whole >= NodeOrder && order < NodeOrder;
        Errno error = crosses ? crossing.SplitAlloc(NodeOrder) : Errno.None;
        if (error != Errno.None)
        {
            return error;
        }

        ulong end = _operations.EndOfContents(this);
        error = folio.RefCount - _machine.MapCountOf(folio.Frame) == pages + 1 ? Errno.None : Errno.EAGAIN;
        if (error == Errno.None)
        {
            _machine.TryToUnmap(folio, ignoreLocks: true);
            Pages.Lock.Acquire();
            _machine.Point(SchedulingPoint.Freeze);
            error = FreezeAround(folio, around, order, ref crossing);
            if (error == Errno.None)
            {
                SplitFrozenAround(folio.Frame, whole, (int)(around.Value - folio.Index.Value), order, end);
            }

            Pages.Lock.Release();
        }

        crossing.FreeSpares();
        if (error == Errno.None)
        {
            PutPartsAround(folio, whole, (int)(around.Value - folio.Index.Value), order);
        }

        return error;
    }

    /// <summary>Freezes a folio that only its users of this cache hold, and halves its entry around a page.</summary>
    private Errno FreezeAround(Folio folio, PageIndex around, int order, ref XCursor crossing)
    {
        int pfn = folio.Frame;
        XEntry whole = XEntry.FromPointer(pfn);
        if (Pages.Tree.Load(folio.Index.Value) != whole || !_machine.References.Freeze(pfn, 1 + folio.Pages, "__folio_split"))
        {
            return Errno.EAGAIN;
        }

        for (int half = folio.Page.Order - 1; half >= order; half--)
        {
            XCursor step = new(Pages.Tree, around.Value & ~((2UL << half) - 1), half);
            ref XCursor cursor = ref half + 1 == NodeOrder ? ref crossing : ref step;
            cursor.Reset();
            cursor.Load();
            cursor.Split(whole, half + 1);
        }

        CountSplit(folio);
        return Errno.None;
    }

    /// <summary>Turns the parts behind the head into folios of their own, the largest first, and ends the freeze.</summary>
    [Interleaved]
    private void SplitFrozenAround(int head, int wholeOrder, int around, int order, ulong end)
    {
        LruVector lru = _machine.LruOf(head);
        lru.Lock.Acquire();
        foreach ((int offset, int part) in PartsAround(wholeOrder, around, order))
        {
            if (offset > 0)
            {
                MakePart(head, offset, part, isolated: null);
                _machine.Point(SchedulingPoint.SlotStore);
                EnterPart(head + offset, 1 << part, end);
            }
        }

        int left = PartsAround(wholeOrder, around, order).First(static p => p.Offset == 0).Order;
        ref PageDescriptor first = ref _machine.Map[head];
        first.Become(PageState.Allocated, left);
        first.Flags = (first.Flags & ~(FolioFlags.Large | FolioFlags.HasHwPoisoned)) | FlagsOfSize(head, left);
        lru.Lock.Release();
        _machine.Point(SchedulingPoint.Unfreeze);
        _machine.References.Unfreeze(head, 1 + (1 << left), HolderKind.PageCache, "__folio_split");
    }

    /// <summary>Every part but the first is unlocked and loses the reference that the split took for it.</summary>
    [Interleaved]
    private void PutPartsAround(Folio head, int wholeOrder, int around, int order)
    {
        foreach ((int offset, int _) in PartsAround(wholeOrder, around, order))
        {
            if (offset > 0)
            {
                Folio part = new(_machine, head.Frame + offset);
                part.Unlock();
                _machine.Put(part.Frame, 1, HolderKind.Split, 0, "__folio_split");
            }
        }
    }

    /// <summary>The parts of a split around a page: at each step the half without the page, last the part that has it.</summary>
    private static IEnumerable<(int Offset, int Order)> PartsAround(int whole, int around, int order)
    {
        int start = 0;
        for (int half = whole - 1; half >= order; half--)
        {
            int middle = start + (1 << half);
            yield return (around < middle ? middle : start, half);
            start = around < middle ? start : middle;
        }

        yield return (start, order);
    }
}
