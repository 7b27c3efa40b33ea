using FolioModel.Groups;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Whether processes used a folio through their page tables since the last look; the next look begins anew.</summary>
    /// <remarks>
    /// Models <c>folio_referenced</c>. Areas whose pages are read in order or at random say nothing. Under the multi-generation LRU the
    /// entries around a used one are looked at too, see <see cref="ProcessMemory"/>.
    /// </remarks>
    /// <param name="folio">The folio.</param>
    /// <param name="target">The group whose limit was met, or null: uses by processes of other groups do not count then.</param>
    internal PageTableUses TestAndClearYoung(Folio folio, MemoryGroup? target = null)
    {
        if (!folio.IsMapped)
        {
            return default;
        }

        int used = 0;
        bool executable = false;
        bool isMlocked = false;
        List<MappedArea> areas = TakeAreasOf(folio);
        foreach (MappedArea area in areas)
        {
            if (!area.HasRecency || (target is not null && !target.Contains(area.Process.Group ?? Groups!.Root)))
            {
                continue;
            }

            (bool young, bool mlocked) = area.Process.TestAndClearYoung(area, folio);
            used += young ? 1 : 0;
            executable |= young && area.IsExecutable;
            isMlocked |= mlocked;
            if (mlocked)
            {
                break;
            }
        }

        GiveAreas(areas);
        return isMlocked ? new PageTableUses(0, false, true) : new PageTableUses(used, executable, false);
    }
}
