namespace FolioModel.Reclaim;

internal sealed partial class MemoryReclaim
{
    /// <summary>How readily anonymous memory of a group is swapped out; 0 where there is no room for it.</summary>
    public int SwappinessOf(LruVector lru)
    {
        ReclaimControl control = Borrow(GfpFlags.Kernel);
        int swappiness = GenerationReclaim.SwappinessOf(control, lru);
        GiveBack(control);
        return swappiness;
    }

    /// <summary>Makes a new youngest generation.</summary>
    [Interleaved]
    public void Age(LruVector lru, long youngest, bool canSwap, bool force) => _generations.Age(lru, youngest, canSwap, force);

    /// <summary>Evicts a batch of the oldest generation.</summary>
    /// <returns>What the scan counts as, 0 when there is nothing to go on with; and the pages freed.</returns>
    [Interleaved]
    public (long Scanned, long Freed) EvictOldest(LruVector lru, int swappiness)
    {
        ReclaimControl control = Borrow(GfpFlags.Kernel);
        long scanned = _generations.Evict(control, lru, swappiness);
        long freed = control.Reclaimed;
        GiveBack(control);
        return (scanned, freed);
    }
}
