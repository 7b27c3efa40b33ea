namespace FolioModel.Reclaim;

internal sealed partial class GenerationReclaim
{
    /// <summary>
    /// Ends a process when all that could be evicted was used more recently than <see cref="GenerationControl.MinimumTimeToLive"/>.
    /// </summary>
    /// <remarks>
    /// Models <c>lru_gen_age_node</c>. Where eviction would only take what is needed again at once, one process less helps the others more.
    /// </remarks>
    public void EndProcessIfAllIsYoung(ReclaimControl control)
    {
        if (_machine.Generations.MinimumTimeToLive > TimeSpan.Zero && !AnyGroupHasOld(control))
        {
            _machine.OutOfMemory.Kill(null, control.Gfp);
        }
    }

    private bool AnyGroupHasOld(ReclaimControl control)
    {
        int at = 0;
        while (at < _machine.LruVectorCount && !HasOld(control, _machine.LruVectorAt(at)))
        {
            at++;
        }

        return at < _machine.LruVectorCount;
    }

    /// <summary>Whether a group has an oldest generation that is old enough, and may and would be scanned at this urgency.</summary>
    private bool HasOld(ReclaimControl control, LruVector lru) =>
        lru.Group is not { IsBelowMin: true } && IsOldestOldEnough(lru.Generations!) && HasPagesToScan(control, lru);

    private bool IsOldestOldEnough(LruGenerations generations)
    {
        TimeSpan age = _machine.Generations.Now - generations.BirthOf(generations.Oldest(anon: false));
        return age > _machine.Generations.MinimumTimeToLive;
    }

    /// <summary>Whether the share of a group at this urgency is a page at least. Of a removed group all pages count: it has few.</summary>
    private static bool HasPagesToScan(ReclaimControl control, LruVector lru)
    {
        long pages = TotalPages(lru, SwappinessOf(control, lru) > 0);
        return (lru.Group is { IsOnline: false } ? pages : pages >> control.Priority) > 0;
    }
}
