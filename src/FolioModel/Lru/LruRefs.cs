namespace FolioModel.Lru;

/// <summary>
/// How often a folio of the multi-generation LRU was used: the first use is <see cref="FolioFlags.Referenced"/>, the second
/// <see cref="FolioFlags.Workingset"/>, further ones are counted in <see cref="FolioFlags.LruRefs"/>.
/// </summary>
/// <remarks>Models <c>folio_lru_refs</c> and what <c>lru_gen_eviction</c> keeps of it in a shadow.</remarks>
internal static class LruRefs
{
    private const int Bits = 2;

    /// <summary>As far as the two bits count.</summary>
    private const int Most = (1 << Bits) - 1;

    /// <summary>One use in <see cref="FolioFlags.LruRefs"/>.</summary>
    private const uint One = (uint)FolioFlags.LruRefs / Most;

    /// <summary>The flags after one more use, of a folio that is referenced and in the working set.</summary>
    public static FolioFlags Increment(FolioFlags flags) =>
        (flags & FolioFlags.LruRefs) == FolioFlags.LruRefs ? flags : (FolioFlags)((uint)flags + One);

    /// <summary>What the shadow of a folio with these flags says.</summary>
    public static Shadow ShadowOf(FolioFlags flags)
    {
        int beyondReferenced = (int)((uint)(flags & FolioFlags.LruRefs) / One) + ((flags & FolioFlags.Workingset) != 0 ? 1 : 0);
        ulong token = ((ulong)LruVector.OldestSequence << Bits) | (uint)Math.Max(beyondReferenced - 1, 0);
        return new Shadow(token, 0, 0, beyondReferenced > 0);
    }

    /// <summary>Number of the generation that was the oldest at the eviction.</summary>
    public static long SequenceOf(Shadow shadow) => (long)(shadow.Eviction >> Bits);

    /// <summary>The flags that the folio gets back: all its uses if the shadow says so many that they should have protected it, else none.</summary>
    public static FolioFlags RestoredFrom(Shadow shadow) =>
        (int)(shadow.Eviction & Most) + (shadow.Workingset ? 1 : 0) >= Most ? FolioFlags.LruRefs | FolioFlags.Workingset : FolioFlags.None;
}
