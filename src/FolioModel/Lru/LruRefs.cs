using System.Numerics;

namespace FolioModel.Lru;

/// <summary>
/// How often a folio of the multi-generation LRU was used: the first use is <see cref="FolioFlags.Referenced"/>, the second
/// <see cref="FolioFlags.Workingset"/>, further ones are counted in <see cref="FolioFlags.LruRefs"/>.
/// </summary>
/// <remarks>Models <c>folio_lru_refs</c> and what <c>lru_gen_eviction</c> keeps of it in a shadow.</remarks>
internal static class LruRefs
{
    /// <summary>Width of the count in a shadow (<c>LRU_REFS_WIDTH</c>).</summary>
    internal const int Bits = 2;

    /// <summary>All flags that tell of uses (<c>LRU_REFS_MASK</c> and <c>LRU_REFS_FLAGS</c>).</summary>
    internal const FolioFlags All = FolioFlags.LruRefs | FolioFlags.Referenced | FolioFlags.Workingset;

    /// <summary>The highest number that the two bits can count.</summary>
    private const int Most = (1 << Bits) - 1;

    /// <summary>The most uses beyond the first that are told apart: those of the two bits, and the one that a flag stands for.</summary>
    internal const int MostBeyondFirst = Most + 1;

    /// <summary>One use in <see cref="FolioFlags.LruRefs"/>.</summary>
    private const uint One = (uint)FolioFlags.LruRefs / Most;

    /// <summary>The flags after one more use, of a folio that is referenced and in the working set.</summary>
    public static FolioFlags Increment(FolioFlags flags) =>
        (flags & FolioFlags.LruRefs) == FolioFlags.LruRefs ? flags : (FolioFlags)((uint)flags + One);

    /// <summary>Uses beyond the first, 0 to 4.</summary>
    /// <remarks>Models <c>folio_lru_refs</c>.</remarks>
    public static int BeyondFirst(FolioFlags flags) =>
        (int)((uint)(flags & FolioFlags.LruRefs) / One) + ((flags & FolioFlags.Workingset) != 0 ? 1 : 0);

    /// <summary>The tier of a folio with so many uses beyond the first: 0 for none, then one more for each doubling.</summary>
    /// <remarks>Models <c>lru_tier_from_refs</c>.</remarks>
    public static int TierOf(int uses) => uses == 0 ? 0 : BitOperations.Log2((uint)uses) + 1;

    /// <summary>The uses that the shadow of a folio with these flags records.</summary>
    public static Shadow ShadowOf(FolioFlags flags, long oldest, int group)
    {
        int uses = BeyondFirst(flags);
        ulong token = ((ulong)oldest << Bits) | (uint)Math.Max(uses - 1, 0);
        return new Shadow(token, group, 0, uses > 0);
    }

    /// <summary>Uses beyond the first that a shadow tells of.</summary>
    public static int BeyondFirst(Shadow shadow) => (int)(shadow.Eviction & Most) + (shadow.Workingset ? 1 : 0);

    /// <summary>Number of the generation that was the oldest at the eviction.</summary>
    public static long SequenceOf(Shadow shadow) => (long)(shadow.Eviction >> Bits);

    /// <summary>
    /// The flags that the folio gets back: all its uses if the shadow says so many that they should have protected it, else none.
    /// </summary>
    public static FolioFlags RestoredFrom(Shadow shadow) =>
        BeyondFirst(shadow) >= Most ? FolioFlags.LruRefs | FolioFlags.Workingset : FolioFlags.None;
}
