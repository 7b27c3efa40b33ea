using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class AddressSpace
{
    /// <summary>
    /// Takes a folio that only the caller uses out of the cache and leaves it frozen. Reference effect: the count must be the caller's 1
    /// and the page cache's, one for each page; it is 0 afterwards and the folio belongs to the caller.
    /// </summary>
    /// <param name="folio">The folio, locked and isolated.</param>
    /// <param name="leaveShadow">Whether a shadow takes its place.</param>
    /// <param name="target">The group whose limit was met, or null for the node: where a refault will be judged.</param>
    /// <returns>Whether it was removed; nothing has changed otherwise.</returns>
    /// <remarks>Models <c>__remove_mapping</c> for page-cache folios.</remarks>
    [Interleaved]
    internal bool RemoveUnused(Folio folio, bool leaveShadow, MemoryGroup? target = null)
    {
        int pfn = folio.Frame;
        int expected = 1 + folio.Pages;
        InodeLock.Acquire();
        Pages.Lock.Acquire();
        _machine.Point(SchedulingPoint.Freeze);
        bool frozen = _machine.References.Freeze(pfn, expected, "__remove_mapping");

        // The count is tested before the dirty flag: a user who dirties the folio and then drops it is seen by one of the two tests.
        if (frozen && (folio.Page.Flags & FolioFlags.Dirty) != 0)
        {
            _machine.Point(SchedulingPoint.Unfreeze);
            _machine.References.Unfreeze(pfn, expected, HolderKind.PageCache, "__remove_mapping");
            frozen = false;
        }

        if (frozen)
        {
            _machine.Point(SchedulingPoint.SlotStore);
            _machine.Instrumentation?.Tell(KernelEventKind.Reclaimed, pfn, "__remove_mapping");
            bool shadow = leaveShadow && (folio.Page.Flags & FolioFlags.SwapBacked) == 0 && !IsExiting;
            Pages.RemoveEntry(pfn, shadow ? XEntry.FromValue(_machine.WorkingSet.Evict(pfn, target)) : XEntry.Null);
        }

        Pages.Lock.Release();
        InodeLock.Release();
        if (frozen)
        {
            _operations.FreeFolio(folio);
        }

        return frozen;
    }
}
