using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Specification;

/// <summary>A file: entries by their first page.</summary>
/// <param name="Entries">What is cached.</param>
/// <param name="MinOrder">The smallest order of a folio.</param>
/// <param name="MaxOrder">The largest order of a folio.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Unevictable">Whether its folios are never reclaimed.</param>
/// <param name="TagsDirty">Whether dirtying tags the entry.</param>
internal sealed record SpecFile(
    ImmutableSortedDictionary<ulong, SpecEntry> Entries, int MinOrder, int MaxOrder, long Size, bool Unevictable, bool TagsDirty = true)
{
    /// <summary>Cached pages.</summary>
    public long Pages => Entries.Values.Where(static e => !e.IsShadow).Sum(static e => (long)e.Pages);

    /// <summary>The entry that covers a page, with its first page.</summary>
    /// <param name="index">The page.</param>
    public (ulong Base, SpecEntry? Entry) At(ulong index)
    {
        for (int order = 0; order <= 10; order++)
        {
            ulong first = index & ~((1UL << order) - 1);
            if (Entries.TryGetValue(first, out SpecEntry? entry) && entry.Order >= order)
            {
                return (first, entry);
            }
        }

        return (index, null);
    }

    /// <summary>The entries that overlap a range, in order.</summary>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    public IEnumerable<KeyValuePair<ulong, SpecEntry>> Overlapping(ulong start, ulong end) =>
        Entries.Where(e => e.Key <= end && e.Key + e.Value.Pages > start);

    /// <summary>The same file with an entry changed, added, or with null removed.</summary>
    /// <param name="index">Its first page.</param>
    /// <param name="entry">The entry.</param>
    public SpecFile With(ulong index, SpecEntry? entry) =>
        this with { Entries = entry is null ? Entries.Remove(index) : Entries.SetItem(index, entry) };
}
