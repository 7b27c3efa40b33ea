namespace FolioModel.Reclaim;

/// <summary>
/// Which generations the multi-generation LRU has, and how its feedback loop knows which tiers of the oldest one deserve protection.
/// </summary>
/// <remarks>
/// Models <c>struct lru_gen_folio</c> without the lists, which are <see cref="LruVector.Generation"/>. The number of a generation is never
/// used again; those of anonymous and of file memory end with the same youngest one and begin with oldest ones of their own.
/// </remarks>
public sealed class LruGenerations
{
    /// <summary>The most generations there can be (<c>MAX_NR_GENS</c>).</summary>
    public const int Most = 4;

    /// <summary>The fewest generations; eviction from the oldest needs one more (<c>MIN_NR_GENS</c>).</summary>
    public const int Fewest = 2;

    /// <summary>Tiers of a generation, by how often its folios were used through file descriptors (<c>MAX_NR_TIERS</c>).</summary>
    public const int Tiers = 4;

    /// <summary>
    /// How many refaults a tier must have had before they count, and how many pages are evicted in one go (<c>MIN_LRU_BATCH</c>).
    /// </summary>
    internal const int Batch = 64;

    private readonly LruVector _lru;
    private readonly long[] _oldest = new long[2];
    private readonly Tier[] _tiers = new Tier[2 * Tiers];
    private long _youngest = Fewest + 1;

    internal LruGenerations(LruVector lru)
    {
        _lru = lru;
        Walks = new PageTableWalks(lru);
    }

    /// <summary>Number of the youngest generation (<c>max_seq</c>).</summary>
    public long Youngest => _youngest;

    /// <summary>Number of the oldest generation of a kind of memory (<c>min_seq</c>).</summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    public long Oldest(bool anon) => _oldest[Index(anon)];

    /// <summary>Generations of a kind of memory (<c>get_nr_gens</c>).</summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    public int Count(bool anon) => (int)(_youngest - Oldest(anon)) + 1;

    /// <summary>Pages of a generation.</summary>
    /// <param name="sequence">Number of the generation.</param>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    public PageCount PagesOf(long sequence, bool anon) => _lru.Generation(sequence, anon).Pages;

    /// <summary>Refaults of a tier: the moving average and those since the oldest generation became that.</summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    /// <param name="tier">The tier, 0 to 3.</param>
    public long RefaultsOf(bool anon, int tier) => At(anon, tier).AverageRefaulted + At(anon, tier).Refaulted;

    /// <summary>
    /// Pages of a tier that were evicted or protected: the moving average and those since the oldest generation became that.
    /// </summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    /// <param name="tier">The tier, 0 to 3.</param>
    public long TotalOf(bool anon, int tier) => At(anon, tier).AverageTotal + At(anon, tier).Evicted + At(anon, tier).Protected;

    /// <summary>The walks of page tables for these lists.</summary>
    internal PageTableWalks Walks { get; }

    internal static int SlotOf(long sequence) => (int)(sequence & (Most - 1)) + 1;

    /// <summary>The generation that a folio joins which is neither hot nor to be evicted first.</summary>
    internal long OldestForNew(bool anon) => Oldest(anon) + Fewest >= _youngest ? Oldest(anon) : Oldest(anon) + 1;

    internal void Evicted(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Evicted += pages;

    internal void Protected(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Protected += pages;

    internal void Refaulted(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Refaulted += pages;

    /// <summary>The highest tier that is not protected: those above refault more than twice as often as the lowest.</summary>
    /// <remarks>Models <c>get_tier_idx</c>.</remarks>
    internal int LastUnprotectedTier(bool anon) => LastUnprotectedTier(anon, 1, anon, 2);

    /// <summary>Which memory is cheaper to evict, and the highest tier of it that is not protected.</summary>
    /// <remarks>Models <c>get_type_to_scan</c>.</remarks>
    internal (bool Anon, int Tier) Cheaper(int swappiness)
    {
        int file = Swappiness.Most - swappiness;
        bool anon = !RefaultsNoMore(true, 0, swappiness, false, 0, file);
        return (anon, LastUnprotectedTier(!anon, anon ? file : swappiness, anon, anon ? swappiness : file));
    }

    /// <summary>A new youngest generation begins.</summary>
    internal void BeginYoungest()
    {
        _lru.TrackState();
        _youngest++;
    }

    /// <summary>The oldest generation is gone; what was learnt in it enters the averages.</summary>
    /// <remarks>Models <c>reset_ctrl_pos</c>.</remarks>
    internal void SetOldest(bool anon, long sequence)
    {
        _lru.TrackState();
        for (int tier = 0; tier < Tiers; tier++)
        {
            ref Tier t = ref At(anon, tier);
            t = new Tier
            {
                AverageRefaulted = (t.AverageRefaulted + t.Refaulted) / 2,
                AverageTotal = (t.AverageTotal + t.Evicted + t.Protected) / 2
            };
        }

        _oldest[Index(anon)] = sequence;
    }

    internal void AddTo(ref StateHash hash)
    {
        hash.Add(_youngest);
        foreach (long oldest in _oldest)
        {
            hash.Add(oldest);
        }

        foreach (ref readonly Tier tier in _tiers.AsSpan())
        {
            hash.Add(tier.AverageRefaulted);
            hash.Add(tier.AverageTotal);
            hash.Add(tier.Refaulted);
            hash.Add(tier.Evicted);
            hash.Add(tier.Protected);
        }
    }

    private static int Index(bool anon) => anon ? 0 : 1;

    private int LastUnprotectedTier(bool baseAnon, int baseGain, bool anon, int gain)
    {
        int tier = 1;
        while (tier < Tiers && RefaultsNoMore(baseAnon, 0, baseGain, anon, tier, gain))
        {
            tier++;
        }

        return tier - 1;
    }

    /// <summary>Whether a tier refaults no more than the one it is compared with, each weighted by a gain, or too rarely to say.</summary>
    /// <remarks>Models <c>positive_ctrl_err</c>.</remarks>
    private bool RefaultsNoMore(bool baseAnon, int baseTier, int baseGain, bool anon, int tier, int gain)
    {
        long refaulted = RefaultsOf(anon, tier);
        return refaulted < Batch
            || refaulted * (TotalOf(baseAnon, baseTier) + Batch) * baseGain <= (RefaultsOf(baseAnon, baseTier) + 1) * TotalOf(anon,
                tier) * gain;
    }

    private ref Tier At(bool anon, int tier) => ref _tiers[(Index(anon) * Tiers) + tier];

    private struct Tier
    {
        public long AverageRefaulted;
        public long AverageTotal;
        public long Refaulted;
        public long Evicted;
        public long Protected;
    }
}
