namespace FolioModel.Reclaim;

/// <summary>A scan of an oldest generation: what it looks for, and what it has done, in pages.</summary>
internal struct GenerationScan
{
    /// <summary>Whether of swap-backed memory, rather than of files.</summary>
    public bool Anon;

    /// <summary>The highest tier that is not protected.</summary>
    public int LastTier;

    /// <summary>How many folios may still be looked at.</summary>
    public int Remaining;

    /// <summary>The folios taken.</summary>
    public List<Folio> Taken;

    /// <summary>Pages looked at.</summary>
    public long Scanned;

    /// <summary>Pages moved to the generation where they belong.</summary>
    public long Sorted;

    /// <summary>Pages taken.</summary>
    public long Isolated;

    /// <summary>Pages that stay because they could not be taken.</summary>
    public long Left;

    /// <summary>Whether it has taken or looked at enough.</summary>
    public readonly bool IsFull => Remaining <= 0 || Isolated >= LruGenerations.Batch;
}
