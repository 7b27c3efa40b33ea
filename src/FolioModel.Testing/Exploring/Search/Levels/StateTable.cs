namespace FolioModel.Testing.Search;

/// <summary>
/// The fingerprints of all states seen, in parts by their first bits, so that threads and processes can keep parts of it.
/// </summary>
/// <remarks>
/// A state costs 20 to 31 bytes: 16 of its fingerprint, in tables that are between 53 and 80 percent full. Beyond a limit of memory a part
/// is written to a file, sorted.
/// </remarks>
internal sealed class StateTable : IDisposable
{
    /// <summary>Parts of the table. The number is part of the format of shared searches.</summary>
    public const int Parts = 64;

    private readonly StatePart[] _parts = new StatePart[Parts];

    /// <param name="memory">The most bytes of memory; <see cref="long.MaxValue"/> for no limit.</param>
    /// <param name="folder">Where files go beyond that; null for a folder for temporary files.</param>
    public StateTable(long memory = long.MaxValue, string? folder = null)
    {
        for (int i = 0; i < Parts; i++)
        {
            _parts[i] = new StatePart(memory / Parts, folder);
        }
    }

    /// <summary>The bytes of memory that the table takes.</summary>
    public long Bytes => _parts.Sum(static p => p.Bytes);

    /// <summary>The states that lie in files.</summary>
    public long InFiles => _parts.Sum(static p => p.InFiles);

    public static int PartOf(UInt128 fingerprint) => (int)(fingerprint >> 122);

    /// <summary>
    /// Adds the states that batches lead to and that are in one share of the parts. Of equal states the first one counts.
    /// </summary>
    /// <param name="batches">The batches, in their order.</param>
    /// <param name="share">Which share, from 0.</param>
    /// <param name="shares">How many shares there are.</param>
    /// <param name="added">Takes for each part of the share the fingerprints that were not known before, in their order.</param>
    public void Commit(IReadOnlyList<ExpandedBatch> batches, int share, int shares, IReadOnlyList<List<UInt128>> added)
    {
        foreach (ExpandedBatch batch in batches)
        {
            foreach (UInt128 fingerprint in batch.Fingerprints)
            {
                int part = PartOf(fingerprint);
                if (part % shares == share && _parts[part].Add(fingerprint))
                {
                    added[part].Add(fingerprint);
                }
            }
        }
    }

    public void Dispose() => Array.ForEach(_parts, static p => p.Dispose());
}
