namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>
    /// Allocates base pages, as far as the current CPU's list holds them ready, as one call of <see cref="Allocate"/> for each would; only
    /// their counts are left at 0, for the caller, who knows what they will be when all is done.
    /// </summary>
    /// <param name="pfns">Where to put them.</param>
    /// <param name="gfp">How they may be allocated.</param>
    /// <returns>
    /// How many. None where the next page takes more than a look at the list: it is empty, its first page is not as a free page should be,
    /// or the first zone is short of memory or has news for the background reclaimer.
    /// </returns>
    /// <remarks>
    /// Only for machines that work in runs (<see cref="Machine.WorksInRuns"/>). Taking a listed page changes nothing that the watermarks
    /// look at, so that one test stands for all of them.
    /// </remarks>
    internal int AllocateListed(Span<int> pfns, GfpFlags gfp)
    {
        (ZoneKind highest, MigrateType type) = Decode(gfp);
        Zone zone = _zoneLists[(int)highest][0];
        if (zone.ListsOfCurrentCpu is not { } lists || zone.IsBoosted || !zone.HasEnough(0, highest, FastFlags(gfp, type, highest)))
        {
            return 0;
        }

        int listed = lists.PeekListed(pfns, type);
        PageDescriptors pages = new(_map);
        int taken = 0;
        for (; taken < listed; taken++)
        {
            ref PageDescriptor page = ref pages[pfns[taken]];
            if (!IsFresh(ref page))
            {
                break;
            }

            page.Become(PageState.Allocated, 0);
        }

        lists.TakeListed(taken, type);
        zone.CountAllocated(taken);
        return taken;
    }
}
