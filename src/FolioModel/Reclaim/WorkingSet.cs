using System.Numerics;
using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>Tells by the distance of a refault whether an evicted folio would have stayed with a little more memory.</summary>
/// <remarks>
/// Models <c>mm/workingset.c</c> of one node. With the multi-generation LRU a shadow holds the oldest generation and the uses instead of an
/// age.
/// </remarks>
public sealed class WorkingSet
{
    private readonly Machine _machine;
    private readonly int _bucketOrder;

    internal WorkingSet(Machine machine)
    {
        _machine = machine;
        int memoryBits = BitOperations.Log2((uint)Math.Max(machine.Options.Pages - 1, 1)) + 1;
        _bucketOrder = Math.Max(0, memoryBits - Shadow.EvictionBits);
    }

    /// <summary>Makes the shadow of a folio that is being evicted, then ages the lists by its pages.</summary>
    /// <param name="pfn">The folio.</param>
    /// <param name="target">The group whose limit was met, or null for the node.</param>
    /// <returns>The value for the XArray.</returns>
    /// <remarks>Models <c>workingset_eviction</c>. The timestamp is read before it advances.</remarks>
    internal ulong Evict(int pfn, MemoryGroup? target = null)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        if ((page.Flags & (FolioFlags.Lru | FolioFlags.Locked)) != FolioFlags.Locked || page.RefCount != 0)
        {
            _machine.ThrowBug(pfn, "workingset_eviction: expected a locked, frozen folio that is off the LRU");
        }

        if (_machine.Lru.MultiGeneration)
        {
            LruVector own = _machine.LruOf(pfn);
            bool anon = (page.Flags & FolioFlags.SwapBacked) != 0;
            own.Generations!.Feedback.Evicted(anon, LruRefs.BeyondFirst(page.Flags), 1 << page.Order);
            return Told(pfn, LruRefs.ShadowOf(page.Flags, own.Generations.Oldest(anon), own.Group?.Id ?? 0).Pack());
        }

        LruVector lru = target?.Lru ?? _machine.Lru;
        ulong eviction = (ulong)lru.NonresidentAge >> _bucketOrder;
        lru.Age(1 << page.Order);
        return Told(pfn, new Shadow(eviction, target?.Id ?? 0, 0, (page.Flags & FolioFlags.Workingset) != 0).Pack());
    }

    private ulong Told(int pfn, ulong shadow)
    {
        _machine.Instrumentation?.Tell(KernelEventKind.ShadowStored, pfn, "workingset_eviction", 0, (long)shadow);
        return shadow;
    }

    /// <summary>
    /// A folio comes back to where a shadow is: it becomes active if it was away no longer than the working set is large. With the
    /// multi-generation LRU it gets its uses back if these were many, or if a process waits for it in a page fault.
    /// </summary>
    /// <remarks>Models <c>workingset_refault</c> and <c>lru_gen_refault</c>.</remarks>
    internal void Refault(int pfn, ulong value)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        int pages = 1 << page.Order;
        bool file = (page.Flags & FolioFlags.SwapBacked) == 0;
        Shadow shadow = Shadow.Unpack(value);
        if (_machine.Instrumentation is { } instrumentation && instrumentation.Wants(KernelEventGroups.Cache))
        {
            TellRefault(instrumentation, pfn, shadow, file);
        }

        if (_machine.Lru.MultiGeneration)
        {
            RefaultInGenerations(pfn, ref page, shadow, file);
            return;
        }

        Count(pfn, file, GroupCounter.WorkingsetRefaultFile, pages);
        if (!IsRecent(shadow, file))
        {
            return;
        }

        LruVector lru = _machine.LruOf(pfn);
        page.Flags |= FolioFlags.Active;
        lru.Age(pages);
        Count(pfn, file, GroupCounter.WorkingsetActivateFile, pages);
        if (shadow.Workingset)
        {
            page.Flags |= FolioFlags.Workingset;
            lru.NoteCost(file, pages, 0);
            Count(pfn, file, GroupCounter.WorkingsetRestoreFile, pages);
        }
    }

    private void TellRefault(Instrumentation instrumentation, int pfn, Shadow shadow, bool file) => instrumentation.Tell(
        KernelEventKind.WorkingsetRefault, pfn, "workingset_refault", _machine.Lru.MultiGeneration ? -1 : DistanceOf(shadow),
        IsRecent(shadow, file) ? 1 : 0);

    /// <summary>How far away an eviction is, in pages.</summary>
    /// <param name="shadow">The shadow it left.</param>
    public long DistanceOf(Shadow shadow) =>
        (long)(((ulong)LruOf(shadow).NonresidentAge - (shadow.Eviction << _bucketOrder)) & Shadow.EvictionMask);

    /// <summary>Whether a folio that left this shadow would come back as active.</summary>
    /// <param name="shadow">The shadow.</param>
    /// <param name="file">Whether the folio is a file's, rather than swap-backed.</param>
    /// <remarks>
    /// Models <c>workingset_test_recent</c>. In a group the size of the working set is that of the last flush of the group's statistics.
    /// </remarks>
    public bool IsRecent(Shadow shadow, bool file)
    {
        if (GroupIsGone(shadow))
        {
            return false;
        }

        LruVector lru = LruOf(shadow);
        if (lru.MultiGeneration)
        {
            return LruRefs.SequenceOf(shadow) == lru.Generations!.Oldest(!file);
        }

        long size = lru.StalePages(LruListKind.ActiveFile) + (file ? 0 : lru.StalePages(LruListKind.InactiveFile));
        if (_machine.Swap.FreePagesFor(lru.Group) > 0)
        {
            size += lru.StalePages(LruListKind.ActiveAnon) + (file ? lru.StalePages(LruListKind.InactiveAnon) : 0);
        }

        return DistanceOf(shadow) <= size;
    }

    private LruVector LruOf(Shadow shadow) => _machine.Groups?.ById(shadow.MemoryCgroup)?.Lru ?? _machine.Lru;

    private bool GroupIsGone(Shadow shadow) => _machine.Groups is { } groups && groups.ById(shadow.MemoryCgroup) is null;

    private void RefaultInGenerations(int pfn, ref PageDescriptor page, Shadow shadow, bool file)
    {
        LruVector lru = LruOf(shadow);
        if (GroupIsGone(shadow) || lru != _machine.LruOf(pfn))
        {
            return;
        }

        int pages = 1 << page.Order;
        Count(pfn, file, GroupCounter.WorkingsetRefaultFile, pages);
        if (!IsRecent(shadow, file))
        {
            return;
        }

        lru.Generations!.Feedback.Refaulted(!file, LruRefs.BeyondFirst(shadow), pages);
        Count(pfn, file, GroupCounter.WorkingsetActivateFile, pages);
        FolioFlags restored = _machine.Current.InFault ? FolioFlags.LruRefs | FolioFlags.Workingset : LruRefs.RestoredFrom(shadow);
        if (restored != FolioFlags.None)
        {
            page.Flags |= restored;
            Count(pfn, file, GroupCounter.WorkingsetRestoreFile, pages);
        }
    }

    /// <param name="pfn">The folio.</param>
    /// <param name="file">Whether it is a file's.</param>
    /// <param name="counter">The counter of file pages; that of anonymous pages comes right before it.</param>
    /// <param name="pages">Its pages.</param>
    private void Count(int pfn, bool file, GroupCounter counter, int pages)
    {
        _machine.Statistics.CountWorkingset(counter, file, pages);
        _machine.Groups?.Count(pfn, file ? counter : counter - 1, pages);
    }
}
