namespace FolioModel.Allocation;

public sealed partial class PageAllocator
{
    /// <summary>Pages free, on per-CPU lists, out of use and altogether.</summary>
    internal (long Free, long PerCpu, long Offline, long Managed) Totals
    {
        get
        {
            long free = 0, perCpu = 0, managed = 0;
            foreach (Zone zone in _zones)
            {
                free += zone.Buddy.FreePages;
                managed += zone.Pages;
                foreach (PerCpuPages? lists in zone.PerCpu)
                {
                    perCpu += lists?.Count ?? 0;
                }
            }

            return (free, perCpu, _offlinePages, managed);
        }
    }

    /// <summary>The inconsistencies in the allocator's state; none when it is sound. Costs a walk over all memory.</summary>
    /// <remarks>Checks invariants I-02 to I-08 and I-13. To be asked between operations.</remarks>
    internal IEnumerable<InvariantViolation> Violations()
    {
        foreach (Zone zone in _zones)
        {
            foreach ((Invariant invariant, string problem) in new ZoneAudit(_machine, zone).Violations())
            {
                yield return new InvariantViolation(invariant, default, $"{zone}: {problem}", null, null, [], "");
            }
        }

        long offline = _zones.Sum(z => new ZoneAudit(_machine, z).PagesIn(PageState.Offline));
        if (offline != _offlinePages)
        {
            yield return new InvariantViolation(PageInvariants.EveryFrameInExactlyOneBlock, default, "pages out of use", offline,
                _offlinePages, [], "");
        }
    }
}
