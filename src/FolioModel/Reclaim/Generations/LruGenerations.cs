namespace FolioModel.Reclaim;

/// <summary>Which generations the multi-generation LRU has, and what their tiers tell of refaults.</summary>
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
    private readonly TimeSpan[] _births = new TimeSpan[Most];
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
    public long Oldest(bool anon) => _oldest[IndexOf(anon)];

    /// <summary>Generations of a kind of memory (<c>get_nr_gens</c>).</summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    public int Count(bool anon) => (int)(_youngest - Oldest(anon)) + 1;

    /// <summary>When a generation was the new youngest, by <see cref="GenerationControl.Clock"/>.</summary>
    /// <param name="sequence">Number of the generation, from the oldest to the youngest.</param>
    /// <remarks>Models <c>lrugen.timestamps</c>.</remarks>
    public TimeSpan BirthOf(long sequence) => _births[sequence & (Most - 1)];

    /// <summary>Pages of a generation.</summary>
    /// <param name="sequence">Number of the generation.</param>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    public PageCount PagesOf(long sequence, bool anon) => _lru.Generation(sequence, anon).Pages;

    /// <summary>
    /// Whether a folio belongs to a generation. One that a process used belongs to the youngest at once, and lies on the list of its old
    /// one until eviction meets it there.
    /// </summary>
    /// <param name="folio">A folio on these lists.</param>
    /// <param name="sequence">Number of the generation.</param>
    /// <remarks>Models <c>folio_lru_gen</c>. Reference effect: none.</remarks>
    public bool Contains(Folio folio, long sequence) => _lru.IsInGeneration(folio.Frame, sequence);

    /// <summary>Refaults of a tier: the moving average and those since the oldest generation became that.</summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    /// <param name="tier">The tier, 0 to 3.</param>
    public long RefaultsOf(bool anon, int tier) => Feedback.RefaultsOf(anon, tier);

    /// <summary>
    /// Pages of a tier that were evicted or protected: the moving average and those since the oldest generation became that.
    /// </summary>
    /// <param name="anon">Whether it holds swap-backed memory, rather than pages of files.</param>
    /// <param name="tier">The tier, 0 to 3.</param>
    public long TotalOf(bool anon, int tier) => Feedback.TotalOf(anon, tier);

    /// <summary>The feedback of refaults about the tiers.</summary>
    internal TierFeedback Feedback { get; } = new();

    /// <summary>The walks of page tables for these lists.</summary>
    internal PageTableWalks Walks { get; }

    internal static int SlotOf(long sequence) => (int)(sequence & (Most - 1)) + 1;

    /// <summary>The generation that a folio joins which is neither hot nor to be evicted first.</summary>
    internal long OldestForNew(bool anon) => Oldest(anon) + Fewest >= _youngest ? Oldest(anon) : Oldest(anon) + 1;

    /// <summary>A new youngest generation begins.</summary>
    internal void BeginYoungest()
    {
        _lru.TrackState();
        _youngest++;
        _births[_youngest & (Most - 1)] = _lru.Machine.Generations.Now;
    }

    /// <summary>The oldest generation is gone, and what was learnt in it is history.</summary>
    internal void SetOldest(bool anon, long sequence)
    {
        _lru.TrackState();
        Feedback.BeginGeneration(anon);
        _oldest[IndexOf(anon)] = sequence;
    }

    internal void AddTo(ref StateHash hash)
    {
        hash.Add(_youngest);
        foreach (long oldest in _oldest)
        {
            hash.Add(oldest);
        }

        Feedback.AddTo(ref hash);
    }

    /// <summary>Where tables of both kinds of memory have one of them.</summary>
    internal static int IndexOf(bool anon) => anon ? 0 : 1;
}
