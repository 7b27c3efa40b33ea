namespace FolioModel.Reclaim;

/// <summary>Whether the multi-generation LRU needs a new youngest generation, and why.</summary>
internal enum AgingNeed
{
    /// <summary>There is enough to evict from.</summary>
    None,

    /// <summary>Only the youngest generations are left, which nothing is evicted from.</summary>
    NothingOld,

    /// <summary>Of three generations the youngest has more than half of all pages: too many count as just used.</summary>
    MostIsYoung,

    /// <summary>Of three generations the oldest has less than a quarter of all pages: it will soon be used up.</summary>
    LittleIsOld,
}
