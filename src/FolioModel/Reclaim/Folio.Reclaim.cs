namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Reclaims the isolated folio alone, whether or not it was used. Reference effect: -1 (isolation): freed from it, leaving a shadow in
    /// the
    /// page cache; or put back on the LRU (+1 owned by the lru_add batch until that drains).
    /// </summary>
    /// <returns>Pages reclaimed: all of the folio's, or 0 when it had to stay.</returns>
    /// <remarks>Models <c>reclaim_pages</c> on a list of one, after <see cref="Isolate"/>.</remarks>
    [Interleaved]
    public int Reclaim()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("reclaim_pages");
        CheckAlive();
        return Reclaimer.Reclaim(_machine, this);
    }
}
