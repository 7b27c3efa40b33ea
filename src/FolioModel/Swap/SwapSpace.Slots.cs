using FolioModel.Groups;

namespace FolioModel.Swap;

public sealed partial class SwapSpace
{
    /// <summary>Finds slots for a folio; the swap cache has them from now on.</summary>
    /// <param name="folio">The folio.</param>
    /// <returns>The first slot, or null when there is no run of that size.</returns>
    /// <remarks>Models <c>folio_alloc_swap</c>.</remarks>
    public SwapEntry? Allocate(Folio folio)
    {
        int order = folio.Order.Value;
        SwapEntry? found = (order == 0 ? Reserve.Take() : null) ?? AllocateFromAreas(order);
        if (found is { } entry && !TryCharge(folio, entry))
        {
            PutSlots(entry, folio.Pages);
            return null;
        }

        if (found is { } taken)
        {
            _machine.Instrumentation?.Tell(
                KernelEventKind.SwapSlotAlloc, folio.Frame, "folio_alloc_swap", folio.Pages, (long)taken.Offset);
        }

        return found;
    }

    /// <summary>Finds a run of slots in the first area that has one.</summary>
    /// <remarks>Models <c>get_swap_pages</c>.</remarks>
    internal SwapEntry? AllocateFromAreas(int order)
    {
        TrackState();
        foreach (SwapArea? area in _areas)
        {
            if (area is { IsLeaving: false } && area.Allocate(order) is var offset and > 0)
            {
                return new SwapEntry(area.Type, offset);
            }
        }

        return null;
    }

    /// <summary>Charges slots to the group of the folio that goes there.</summary>
    /// <remarks>Models <c>mem_cgroup_try_charge_swap</c>.</remarks>
    private bool TryCharge(Folio folio, SwapEntry entry)
    {
        if (_machine.Groups?.Of(folio.Frame) is not { IsRoot: false } group)
        {
            return true;
        }

        if (!group.TryChargeSwap(folio.Pages))
        {
            return false;
        }

        AreaOf(entry)!.SetGroup(entry, folio.Pages, group);
        return true;
    }

    /// <summary>
    /// Whether half of the swap space that a folio's group may use is in use, so that no slot should be kept for nothing.
    /// </summary>
    /// <remarks>Models <c>mem_cgroup_swap_full</c>.</remarks>
    internal bool IsNearlyFull(Folio folio)
    {
        if (FreePages * 2 < TotalPages)
        {
            return true;
        }

        for (MemoryGroup? group = _machine.Groups?.Of(folio.Frame); group is { IsRoot: false }; group = group.Parent)
        {
            if (group.SwapMax is { } most && group.SwapUsage.Value * 2 >= most.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Swap slots that a group may still use; of the machine when the group is null.</summary>
    /// <remarks>Models <c>mem_cgroup_get_nr_swap_pages</c>.</remarks>
    internal long FreePagesFor(MemoryGroup? group)
    {
        long free = _areas.Count > 0 ? FreePages : _machine.HasSwap ? long.MaxValue : 0;
        for (; group is { IsRoot: false }; group = group.Parent)
        {
            free = group.SwapMax is { } most ? Math.Min(free, most.Value - group.SwapUsage.Value) : free;
        }

        return free;
    }

    /// <summary>Gives slots back that <see cref="Allocate"/> found, or that a folio leaving the swap cache had.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>put_swap_folio</c>.</remarks>
    public void PutSlots(SwapEntry entry, int pages) => AreaOf(entry)?.DropCache(entry, pages);
}
