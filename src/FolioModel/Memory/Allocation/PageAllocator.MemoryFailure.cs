namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>
    /// Takes one free page off the free lists because its memory failed; the rest of its block stays free. Reference effect: 0 to 1 on
    /// the page, owned by memory failure.
    /// </summary>
    /// <param name="pfn">The frame.</param>
    /// <returns>Whether the page was free.</returns>
    /// <remarks>Models <c>take_page_off_buddy</c> with the per-CPU lists drained, as <c>page_handle_poison</c> calls it.</remarks>
    [Interleaved]
    public bool TakePageOff(Pfn pfn)
    {
        _machine.CheckThread();
        DrainAllPages();
        Zone zone = ZoneOf(pfn);
        zone.Lock.Acquire();
        bool taken = zone.Buddy.TakePage(pfn.Value);
        zone.Lock.Release();
        if (taken)
        {
            _map[pfn.Value].Flags |= FolioFlags.HwPoison;
            _map[pfn.Value].EndLife(PageState.Allocated, 0);
            Hold(pfn.Value);
            _machine.Statistics.Poisoned++;
        }

        return taken;
    }

    /// <summary>
    /// Gives memory failure the reference that keeps a failed page from being handed out, after the page's last owner freed it. Reference
    /// effect: 0 to 1 on the page, or +1 where the page still has a holder.
    /// </summary>
    /// <param name="pfn">The frame of a failed page.</param>
    /// <remarks>Models the end of <c>page_handle_poison</c>.</remarks>
    internal void KeepFailed(int pfn)
    {
        if (_map[pfn].State != PageState.Offline)
        {
            _references.Get(pfn, HolderKind.MemoryFailure, 0, "page_handle_poison");
            return;
        }

        _map[pfn].Become(PageState.Allocated, 0);
        _offlinePages--;
        Hold(pfn);
    }

    private void Hold(int pfn)
    {
        _references.SetAllocated(ref _map[pfn], pfn, "page_handle_poison");
        _references.Convert(pfn, HolderKind.Allocation, HolderKind.MemoryFailure);
    }
}
