using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A generation of the multi-generation LRU at one moment.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="IsAnon">Whether it holds swap-backed memory, rather than pages of files.</param>
/// <param name="Pages">Pages it counts.</param>
/// <param name="Folios">The first frames from head to tail.</param>
public sealed record GenerationSnapshot(long Sequence, bool IsAnon, PageCount Pages, ImmutableArray<Pfn> Folios);
