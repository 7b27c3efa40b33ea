namespace FolioModel.Reclaim;

/// <summary>
/// The feedback loop of the multi-generation LRU: it learns from refaults which tiers of the oldest generation deserve protection, and
/// which kind of memory is cheaper to evict.
/// </summary>
/// <remarks>
/// Models the controller of <c>struct lru_gen_folio</c>. A folio that comes back soon was evicted wrongly. If a tier has that happen to a
/// larger part of its folios than the tier of those used once, its folios go on to the next generation instead.
/// </remarks>
internal sealed class TierFeedback
{
    /// <summary>Refaults of a tier that are too few to conclude anything, and what is added to numbers that may be too small.</summary>
    private const int FewRefaults = LruGenerations.Batch;

    /// <summary>A tier is protected from twice the refault ratio of the lowest on.</summary>
    private const int GainOfBase = 1;
    private const int GainOfTier = 2;

    private readonly Tier[] _tiers = new Tier[2 * LruGenerations.Tiers];

    /// <summary>Refaults of a tier, the moving average included.</summary>
    public long RefaultsOf(bool anon, int tier) => At(anon, tier).AllRefaulted;

    /// <summary>Pages of a tier that were evicted or protected, the moving average included.</summary>
    public long TotalOf(bool anon, int tier) => At(anon, tier).All;

    public void Evicted(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Evicted += pages;

    public void Protected(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Protected += pages;

    public void Refaulted(bool anon, int uses, int pages) => At(anon, LruRefs.TierOf(uses)).Refaulted += pages;

    /// <summary>The highest tier that is not protected, when only one kind of memory is in question.</summary>
    /// <remarks>Models <c>get_tier_idx</c>.</remarks>
    public int LastUnprotectedTier(bool anon) =>
        LastUnprotectedTier(At(anon, 0).WithGain(GainOfBase), anon, GainOfTier);

    /// <summary>Which memory is cheaper to evict, and the highest tier of it that is not protected.</summary>
    /// <param name="swappiness">The gain of anonymous memory, 1 to 199; files have what is missing to 200.</param>
    /// <remarks>
    /// Models <c>get_type_to_scan</c>. The kinds are compared by those of their folios that were used once; the tiers of the cheaper one
    /// are then held against that tier of the other kind.
    /// </remarks>
    public (bool Anon, int Tier) Cheaper(int swappiness)
    {
        int filesGain = Swappiness.Most - swappiness;
        RefaultRatio anon = At(true, 0).WithGain(swappiness);
        RefaultRatio file = At(false, 0).WithGain(filesGain);
        return file.IsNoHigherThan(anon)
            ? (false, LastUnprotectedTier(anon, anon: false, filesGain))
            : (true, LastUnprotectedTier(file, anon: true, swappiness));
    }

    /// <summary>The oldest generation is gone: what was learnt in it enters the averages with half their weight.</summary>
    /// <remarks>Models <c>reset_ctrl_pos</c>.</remarks>
    public void BeginGeneration(bool anon)
    {
        for (int tier = 0; tier < LruGenerations.Tiers; tier++)
        {
            At(anon, tier) = At(anon, tier).Averaged();
        }
    }

    public void AddTo(ref StateHash hash)
    {
        foreach (ref readonly Tier tier in _tiers.AsSpan())
        {
            tier.AddTo(ref hash);
        }
    }

    /// <summary>The tiers above the lowest, from below, until one refaults more than what it is held against.</summary>
    private int LastUnprotectedTier(RefaultRatio against, bool anon, int gain)
    {
        int last = 0;
        while (last + 1 < LruGenerations.Tiers && At(anon, last + 1).WithGain(gain).IsNoHigherThan(against))
        {
            last++;
        }

        return last;
    }

    private ref Tier At(bool anon, int tier) => ref _tiers[(LruGenerations.IndexOf(anon) * LruGenerations.Tiers) + tier];

    /// <summary>The part of a tier's pages that came back. A higher gain makes the tier more willing to be evicted.</summary>
    private readonly record struct RefaultRatio(long Refaulted, long Total, int Gain)
    {
        /// <summary>
        /// Whether the ratio is no higher than another one, or of too few refaults to say. The other one has the benefit of the doubt: it
        /// counts as if a refault and a batch of pages more were known of it.
        /// </summary>
        /// <remarks>Models <c>positive_ctrl_err</c>. Both sides are multiplied by both totals, so that nothing is divided.</remarks>
        public bool IsNoHigherThan(RefaultRatio other)
        {
            long mine = Refaulted * other.Gain * (other.Total + FewRefaults);
            long theirs = (other.Refaulted + 1) * Gain * Total;
            return Refaulted < FewRefaults || mine <= theirs;
        }
    }

    /// <summary>The pages of a tier since the oldest generation became that, and the averages from before.</summary>
    private struct Tier
    {
        public long Refaulted;
        public long Evicted;
        public long Protected;
        private long _averageRefaulted;
        private long _average;

        public readonly long AllRefaulted => _averageRefaulted + Refaulted;

        public readonly long All => _average + Evicted + Protected;

        public readonly RefaultRatio WithGain(int gain) => new(AllRefaulted, All, gain);

        public readonly Tier Averaged() => new() { _averageRefaulted = AllRefaulted / 2, _average = All / 2 };

        public readonly void AddTo(ref StateHash hash)
        {
            hash.Add(_averageRefaulted);
            hash.Add(_average);
            hash.Add(Refaulted);
            hash.Add(Evicted);
            hash.Add(Protected);
        }
    }
}
