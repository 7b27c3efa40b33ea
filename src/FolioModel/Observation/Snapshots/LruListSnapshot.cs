using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>One LRU list at one moment.</summary>
/// <param name="List">Which.</param>
/// <param name="Pages">Pages it counts.</param>
/// <param name="Folios">The first frames from head to tail; none for the unevictable list, which is a counter.</param>
public sealed record LruListSnapshot(LruListKind List, PageCount Pages, ImmutableArray<Pfn> Folios);
