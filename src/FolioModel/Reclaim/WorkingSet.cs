using System.Numerics;

namespace FolioModel.Reclaim;

/// <summary>Tells by the distance of a refault whether an evicted folio would have stayed with a little more memory.</summary>
/// <remarks>
/// Models <c>mm/workingset.c</c>: one node, no memory cgroups. With the multi-generation LRU a shadow holds the oldest generation and the uses
/// instead of the node's age.
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

    /// <summary>Makes the shadow of a folio that is being evicted, then ages the node by its pages.</summary>
    /// <returns>The value for the XArray.</returns>
    /// <remarks>Models <c>workingset_eviction</c>. The timestamp is read before it advances.</remarks>
    internal ulong Evict(int pfn)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        if ((page.Flags & (FolioFlags.Lru | FolioFlags.Locked)) != FolioFlags.Locked || page.RefCount != 0)
        {
            _machine.ThrowBug(pfn, "workingset_eviction: expected a locked, frozen folio that is off the LRU");
        }

        if (_machine.Lru.MultiGeneration)
        {
            return LruRefs.ShadowOf(page.Flags).Pack();
        }

        ulong eviction = (ulong)_machine.Lru.NonresidentAge >> _bucketOrder;
        _machine.Lru.Age(1 << page.Order);
        return new Shadow(eviction, 0, 0, (page.Flags & FolioFlags.Workingset) != 0).Pack();
    }

    /// <summary>
    /// A folio comes back to where a shadow is: it becomes active if it was away no longer than the working set is large. With the
    /// multi-generation LRU it gets its uses back if these were many.
    /// </summary>
    /// <remarks>Models <c>workingset_refault</c> and <c>lru_gen_refault</c> outside of a page fault.</remarks>
    internal void Refault(int pfn, ulong value)
    {
        ref PageDescriptor page = ref _machine.Map[pfn];
        int pages = 1 << page.Order;
        Shadow shadow = Shadow.Unpack(value);
        _machine.Statistics.WorkingsetRefault += pages;
        if (!IsRecent(shadow, file: (page.Flags & FolioFlags.SwapBacked) == 0))
        {
            return;
        }

        _machine.Statistics.WorkingsetActivate += pages;
        FolioFlags restored = shadow.Workingset ? FolioFlags.Workingset : FolioFlags.None;
        if (_machine.Lru.MultiGeneration)
        {
            restored = LruRefs.RestoredFrom(shadow);
        }
        else
        {
            page.Flags |= FolioFlags.Active;
            _machine.Lru.Age(pages);
        }

        if (restored != FolioFlags.None)
        {
            page.Flags |= restored;
            _machine.Statistics.WorkingsetRestore += pages;
        }
    }

    /// <summary>How far away an eviction is, in pages.</summary>
    /// <param name="shadow">The shadow it left.</param>
    public long DistanceOf(Shadow shadow) => (long)(((ulong)_machine.Lru.NonresidentAge - (shadow.Eviction << _bucketOrder)) & Shadow.EvictionMask);

    /// <summary>Whether a folio that left this shadow would come back as active.</summary>
    /// <param name="shadow">The shadow.</param>
    /// <param name="file">Whether it is a file's, rather than shmem's or anonymous.</param>
    /// <remarks>Models <c>workingset_test_recent</c>.</remarks>
    public bool IsRecent(Shadow shadow, bool file)
    {
        LruVector lru = _machine.Lru;
        if (lru.MultiGeneration)
        {
            return LruRefs.SequenceOf(shadow) == LruVector.OldestSequence;
        }

        long size = lru[LruListKind.ActiveFile].Pages.Value + (file ? 0 : lru[LruListKind.InactiveFile].Pages.Value);
        if (_machine.HasSwap)
        {
            size += lru[LruListKind.ActiveAnon].Pages.Value + (file ? lru[LruListKind.InactiveAnon].Pages.Value : 0);
        }

        return DistanceOf(shadow) <= size;
    }
}
