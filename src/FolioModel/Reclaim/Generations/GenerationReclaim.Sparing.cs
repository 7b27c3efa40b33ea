namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>
    /// Ends a process when all that could be evicted was used more recently than <see cref="GenerationControl.MinimumTimeToLive"/>.
    /// </summary>
    /// <remarks>Models <c>lru_gen_age_node</c>. Groups that are protected, or too small for the urgency of the run, do not count.</remarks>
    public void EndProcessIfAllIsYoung(ReclaimControl control)
    {
        TimeSpan spared = _machine.Generations.MinimumTimeToLive;
        bool isReclaimable = spared == TimeSpan.Zero;
        for (int i = 0; i < _machine.LruVectorCount && !isReclaimable; i++)
        {
            isReclaimable = HasOldEnough(control, _machine.LruVectorAt(i), spared);
        }

        if (!isReclaimable)
        {
            _machine.OutOfMemory.Kill(null, control.Gfp);
        }
    }

    /// <remarks>Models <c>lruvec_is_reclaimable</c> and <c>lruvec_is_sizable</c>.</remarks>
    private bool HasOldEnough(ReclaimControl control, LruVector lru, TimeSpan spared)
    {
        if (lru.Group is { IsBelowMin: true })
        {
            return false;
        }

        long pages = TotalPages(lru, SwappinessOf(control, lru) > 0);
        long counted = lru.Group is { IsOnline: false } ? pages : pages >> control.Priority;
        LruGenerations generations = lru.Generations!;
        return counted > 0 && generations.BirthOf(generations.Oldest(anon: false)) + spared < _machine.Generations.Now;
    }
}
