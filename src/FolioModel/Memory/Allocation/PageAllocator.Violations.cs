namespace FolioModel;

public sealed partial class PageAllocator
{
    /// <summary>What is inconsistent in the allocator's state, in words; nothing when all is well. Costs a walk over all memory.</summary>
    /// <remarks>Checks invariants I-02 to I-08 and I-13. To be asked between operations.</remarks>
    internal IEnumerable<string> Violations()
    {
        foreach (Zone zone in _zones)
        {
            foreach (string violation in new ZoneAudit(_machine, zone).Violations())
            {
                yield return $"{zone}: {violation}";
            }
        }

        long offline = _zones.Sum(z => new ZoneAudit(_machine, z).PagesIn(PageState.Offline));
        if (offline != _offlinePages)
        {
            yield return $"{offline} pages are out of use, but {_offlinePages} were counted";
        }
    }
}
