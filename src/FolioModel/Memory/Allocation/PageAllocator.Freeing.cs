using System.Runtime.CompilerServices;

namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    private long _offlinePages;

    /// <summary>
    /// Takes a block back whose count is 0: checks it, clears it and puts it on a list. All handles to it are stale from then on.
    /// </summary>
    /// <param name="pfn">Its first page.</param>
    /// <param name="order">Its order.</param>
    /// <exception cref="KernelBugException">The block is still in use in some way; it is taken out of use.</exception>
    /// <remarks>Models <c>free_unref_page</c>. The event is reported while the block still is what it was.</remarks>
    [Interleaved]
    internal void Free(int pfn, int order) => Free(ref _map[pfn], pfn, order);

    /// <summary><see cref="Free(int, int)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Free(ref PageDescriptor page, int pfn, int order)
    {
        _machine.Instrumentation?.Report(KernelEventKind.MmPageFree, pfn, "free_unref_page");
        if (Clear(ref page, pfn, order))
        {
            ZoneOf(pfn).Put(pfn, order);
            WakeWaiting();
        }
    }

    /// <summary>
    /// <see cref="Free(int, int)"/> of several folios, in their order. Folios that are freed together mostly lie in one zone, which is
    /// looked up once.
    /// </summary>
    /// <param name="pfns">Folios whose counts are 0.</param>
    internal void FreeAll(ReadOnlySpan<int> pfns)
    {
        PageDescriptors pages = new(_map);
        Zone zone = _zones[0];
        foreach (int pfn in pfns)
        {
            ref PageDescriptor page = ref pages[pfn];
            int order = page.Order;
            if (Clear(ref page, pfn, order))
            {
                if ((uint)(pfn - zone.Start) >= (uint)zone.Pages)
                {
                    zone = ZoneOf(pfn);
                }

                zone.Put(pfn, order);
                WakeWaiting();
            }
        }
    }

    private void WakeWaiting()
    {
        if (_waiting > 0)
        {
            _machine.WakeAll(this);
        }
    }

    /// <summary>Checks a block and ends its life: from here on it is in the allocator's hands, on its way to a list.</summary>
    /// <returns>False when it must not be used again because its memory failed.</returns>
    /// <remarks>
    /// Models <c>free_pages_prepare</c>. Flags that are not forbidden (dirty, uptodate, referenced and so on) are silently cleared; so is
    /// mlocked, which a race may leave behind.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Clear(ref PageDescriptor page, int pfn, int order)
    {
        const FolioFlags Looked = FolioFlags.CheckAtFree | FolioFlags.Anon | FolioFlags.HwPoison;
        bool clean = ((int)(page.Flags & Looked) | page.RefCount | page.Mapping) == 0 && page.Is(PageState.Allocated, order)
            && (order == 0 || BadPage.OfSecondPage(in _map[pfn + 1]) is null) && _machine.MapCountOf(pfn) == 0;
        if (!clean && !IsFitAfterAll(pfn, order))
        {
            return false;
        }

        page.Flags &= FolioFlags.HwPoison;
        page.EndLife(PageState.PerCpu, order);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsFitAfterAll(int pfn, int order)
    {
        ref PageDescriptor page = ref _map[pfn];
        page.Flags &= ~FolioFlags.Mlocked;
        if ((page.Flags & FolioFlags.Anon) != 0)
        {
            page.Mapping = 0;
        }

        if (order == 0 && (page.Flags & FolioFlags.HwPoison) != 0 && page.State == PageState.Allocated)
        {
            PutOffline(pfn, order);
            return false;
        }

        if (BadPage.AtFree(_machine, pfn, order) is { } reason)
        {
            Refuse(pfn, reason);
        }

        return true;
    }

    /// <summary>Takes a block out of use that is not what it should be, and says so.</summary>
    private void Refuse(int pfn, string reason)
    {
        string message = $"bad page, {reason}: {_machine.Dump(pfn)}";
        if (_map[pfn].State is PageState.Allocated or PageState.AllocatedRaw)
        {
            PutOffline(pfn, _map[pfn].Order);
        }

        throw BadBlock(pfn, message);
    }

    private KernelBugException BadBlock(int pfn, string message) => new(message)
    {
        Kind = KernelBugKind.BadPage,
        Folio = _machine.FolioAt(pfn),
        Task = _machine.Current,
        Holders = _machine.HoldersAt(pfn),
        Invariant = PageInvariants.BadPageNeverBecomesAllocatable,
    };

    private void PutOffline(int pfn, int order)
    {
        _map[pfn].EndLife(PageState.Offline, order);
        _offlinePages += 1 << order;
    }

    /// <summary>Whether a block from the free lists is unfit: failed memory is dropped without a word, anything else is a bug.</summary>
    /// <remarks>Models <c>check_new_pages</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBadNew(ref PageDescriptor page, int pfn, int order)
    {
        return (!IsFresh(ref page) || (order > 0 && _machine.Statistics.Poisoned != 0)) && DropIfBad(pfn, order);
    }

    /// <summary>Whether a page carries nothing of an earlier life.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFresh(ref PageDescriptor page) => ((int)page.Flags | page.RefCount | page.Mapping) == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool DropIfBad(int pfn, int order)
    {
        if (BadPage.AtAllocation(in _map[pfn]) is { } reason)
        {
            string message = $"bad page, {reason}: {_machine.Dump(pfn)}";
            PutOffline(pfn, order);
            throw BadBlock(pfn, message);
        }

        for (int page = pfn; page < pfn + (1 << order); page++)
        {
            if ((_map[page].Flags & FolioFlags.HwPoison) != 0)
            {
                PutOffline(pfn, order);
                return true;
            }
        }

        return false;
    }
}
