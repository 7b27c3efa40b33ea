using System.Runtime.CompilerServices;
using FolioModel.Groups;

namespace FolioModel.Lru;

/// <summary>The work that each batch does on a folio when it is drained. Lock required: the <c>lru_lock</c> of the vector.</summary>
/// <remarks>Models the <c>move_fn</c> callbacks of <c>mm/swap.c</c>.</remarks>
internal static class LruWork
{
    /// <summary>Puts a folio on the list it belongs on for the first time, or again after isolation (<c>lru_add</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Machine machine, LruVector lru, int pfn, ref PageDescriptor page)
    {
        FolioFlags flags = page.Flags;
        if ((flags & FolioFlags.Lru) != 0)
        {
            machine.ThrowBug(pfn, "lru_add: the folio is on the LRU already");
        }

        page.Flags = IsEvictable(machine, ref page)
            ? flags & ~FolioFlags.Unevictable
            : (flags & ~FolioFlags.Active) | FolioFlags.Unevictable;

        lru.Add(pfn, ref page);
        machine.Instrumentation?.Report(KernelEventKind.MmLruInsertion, pfn, "lru_add");
    }

    public static void Do(Machine machine, LruVector lru, LruBatchKind kind, int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & FolioFlags.Unevictable) != 0)
        {
            return;
        }

        switch (kind)
        {
            case LruBatchKind.Activate:
                Activate(machine, lru, pfn, ref page);
                break;
            case LruBatchKind.Deactivate:
                Deactivate(machine, lru, pfn, ref page);
                break;
            case LruBatchKind.DeactivateFile:
                DeactivateFile(machine, lru, pfn, ref page);
                break;
            case LruBatchKind.MoveTail:
                lru.Remove(pfn);
                page.Flags &= ~FolioFlags.Active;
                lru.AddTail(pfn);
                machine.Statistics.Rotated += 1L << page.Order;
                machine.Instrumentation?.Tell(KernelEventKind.LruRotate, pfn, "lru_move_tail");
                break;
            case LruBatchKind.LazyFree:
                LazyFree(machine, lru, pfn, ref page);
                break;
        }
    }

    /// <summary>Whether reclaim may take the folio (<c>folio_evictable</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEvictable(Machine machine, ref PageDescriptor page) =>
        (page.Flags & FolioFlags.Mlocked) == 0 && (page.Mapping == 0 || !machine.AddressSpaceById(page.Mapping)!.IsUnevictable);

    private static void Activate(Machine machine, LruVector lru, int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & FolioFlags.Active) != 0)
        {
            return;
        }

        lru.Remove(pfn);
        page.Flags |= FolioFlags.Active;
        lru.Add(pfn);
        machine.Statistics.Activated += 1L << page.Order;
        machine.Groups?.Count(pfn, GroupCounter.PagesActivated, 1L << page.Order);
        machine.Instrumentation?.Report(KernelEventKind.MmLruActivate, pfn, "lru_activate");
    }

    private static void Deactivate(Machine machine, LruVector lru, int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & FolioFlags.Active) == 0 && !machine.Lru.MultiGeneration)
        {
            return;
        }

        lru.Remove(pfn);
        page.Flags &= ~(FolioFlags.Active | FolioFlags.Referenced);
        lru.Add(pfn);
        machine.Statistics.Deactivated += 1L << page.Order;
        machine.Groups?.Count(pfn, GroupCounter.PagesDeactivated, 1L << page.Order);
        machine.Instrumentation?.Tell(KernelEventKind.LruDeactivate, pfn, "lru_deactivate");
    }

    private static void DeactivateFile(Machine machine, LruVector lru, int pfn, ref PageDescriptor page)
    {
        if (machine.MapCountOf(pfn) > 0)
        {
            return;
        }

        bool wasActive = (page.Flags & FolioFlags.Active) != 0;
        lru.Remove(pfn);
        page.Flags &= ~(FolioFlags.Active | FolioFlags.Referenced);
        if ((page.Flags & (FolioFlags.Writeback | FolioFlags.Dirty)) != 0)
        {
            // Set only now: the reclaim flag means "rotate when writeback ends".
            lru.Add(pfn);
            page.Flags |= FolioFlags.Reclaim;
        }
        else
        {
            lru.AddTail(pfn);
            machine.Statistics.Rotated += 1L << page.Order;
            machine.Instrumentation?.Tell(KernelEventKind.LruRotate, pfn, "lru_deactivate_file");
        }

        machine.Statistics.Deactivated += wasActive ? 1L << page.Order : 0;
        machine.Instrumentation?.Tell(KernelEventKind.LruDeactivate, pfn, "lru_deactivate_file");
    }

    private static void LazyFree(Machine machine, LruVector lru, int pfn, ref PageDescriptor page)
    {
        if ((page.Flags & (FolioFlags.Anon | FolioFlags.SwapBacked)) != (FolioFlags.Anon | FolioFlags.SwapBacked)
            || (page.Flags & FolioFlags.SwapCache) != 0)
        {
            return;
        }

        lru.Remove(pfn);
        page.Flags &= ~(FolioFlags.Active | FolioFlags.Referenced | FolioFlags.SwapBacked);
        lru.Add(pfn);
        machine.Statistics.LazyFree += 1L << page.Order;
        machine.Groups?.Count(pfn, GroupCounter.LazyFree, 1L << page.Order);
    }
}
