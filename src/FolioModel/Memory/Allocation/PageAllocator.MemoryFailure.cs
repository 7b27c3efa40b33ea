namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>Takes one free page out of use for good because its memory failed; the rest of its block stays free.</summary>
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
            PutOffline(pfn.Value, 0);
            _machine.Statistics.Poisoned++;
        }

        return taken;
    }
}
