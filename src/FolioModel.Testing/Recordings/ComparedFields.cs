using System.Runtime.InteropServices;

namespace FolioModel.Testing;

/// <summary>How many values of each field of one family of recordings were compared with the model.</summary>
public sealed class ComparedFields
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The counts by field, in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> ByField =>
        [.. _counts.OrderBy(static count => count.Key, StringComparer.Ordinal)];

    /// <summary>All values compared.</summary>
    public long Total { get; private set; }

    /// <summary>Counts compared values.</summary>
    /// <param name="field">The field that they stand in.</param>
    /// <param name="values">How many.</param>
    public void Add(string field, long values = 1)
    {
        Total += values;
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, field, out _) += values;
    }
}
