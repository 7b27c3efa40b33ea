namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Whether processes used a folio through their page tables since the last look; the next look begins anew.</summary>
    /// <remarks>
    /// Models <c>folio_referenced</c>. Areas whose pages are read in order or at random say nothing. Under the multi-generation LRU the
    /// entries
    /// around a used one are looked at too, see <see cref="ProcessMemory"/>.
    /// </remarks>
    internal PageTableUses TestAndClearYoung(Folio folio)
    {
        if (!folio.IsMapped)
        {
            return default;
        }

        int used = 0;
        bool executable = false;
        foreach (MappedArea area in AreasOf(folio))
        {
            if (!area.HasRecency)
            {
                continue;
            }

            (bool young, bool mlocked) = area.Process.TestAndClearYoung(area, folio);
            if (mlocked)
            {
                return new PageTableUses(0, false, true);
            }

            used += young ? 1 : 0;
            executable |= young && area.IsExecutable;
        }

        return new PageTableUses(used, executable, false);
    }
}
