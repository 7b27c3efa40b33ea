namespace FolioModel.Allocation;

/// <summary>Stands in for the machine's reclaim when an allocation finds too little: tests script it.</summary>
internal interface IDirectReclaim
{
    /// <summary>Frees pages in the name of the current task, and tells how many (<c>try_to_free_pages</c>).</summary>
    long Reclaim(int order, GfpFlags gfp);

    /// <summary>Pages of a zone that could be freed at all (<c>zone_reclaimable_pages</c>).</summary>
    long ReclaimablePages(Zone zone) => 0;

    /// <summary>Wakes the background reclaimer (<c>wakeup_kswapd</c>).</summary>
    void WakeBackground(Zone zone, int order)
    {
    }

    /// <summary>Ends a process to get memory back, and returns whether that helps (<c>out_of_memory</c>).</summary>
    bool KillSomebody(int order, GfpFlags gfp) => false;

    /// <summary>Whether a task is being killed for want of memory, and so may use half of the reserve (<c>tsk_is_oom_victim</c>).</summary>
    bool IsVictim(KernelTask task) => false;
}
