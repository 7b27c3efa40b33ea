namespace FolioModel.Allocation;

public sealed partial class Zone
{
    /// <summary>
    /// Sets the pageblock of a block aside for later requests of order 1 and more that must not sleep, up to one in a hundred pages of the
    /// zone; a zone in which that is less than a pageblock sets nothing aside.
    /// </summary>
    /// <remarks>Models <c>reserve_highatomic_pageblock</c>.</remarks>
    [Interleaved]
    internal void ReserveHighAtomic(int pfn, int order)
    {
        const int Pageblock = BuddyAllocator.PageblockPages;
        int limit = Pages / 100 < Pageblock ? 0 : (Pages / 100 + Pageblock - 1) & ~(Pageblock - 1);
        if (ReservedHighAtomicPages >= limit)
        {
            return;
        }

        Lock.Acquire();
        if (ReservedHighAtomicPages < limit && BuddyAllocator.IsMergeable(Buddy.TypeOf(pfn)))
        {
            ReservedHighAtomicPages += Buddy.RetypeAround(pfn, order, MigrateType.HighAtomic);
        }

        Lock.Release();
    }

    /// <summary>Gives one reserved pageblock that has free pages to a type that is about to go without.</summary>
    /// <param name="type">The type that needs it.</param>
    /// <param name="force">Whether the last one may be given too.</param>
    /// <remarks>Models <c>unreserve_highatomic_pageblock</c>.</remarks>
    [Interleaved]
    internal bool ReleaseHighAtomic(MigrateType type, bool force)
    {
        if (ReservedHighAtomicPages == 0 || (!force && ReservedHighAtomicPages <= BuddyAllocator.PageblockPages))
        {
            return false;
        }

        Lock.Acquire();
        int released = Buddy.RetypeOneWithFree(MigrateType.HighAtomic, type);
        ReservedHighAtomicPages -= Math.Min(released, ReservedHighAtomicPages);
        Lock.Release();
        return released > 0;
    }
}
