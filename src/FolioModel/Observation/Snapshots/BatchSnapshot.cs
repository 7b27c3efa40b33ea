using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>One batch of one CPU at one moment.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Kind">Which of its batches.</param>
/// <param name="Folios">The first frames of the folios in it, in the order in which they were added.</param>
public sealed record BatchSnapshot(int Cpu, LruBatchKind Kind, ImmutableArray<Pfn> Folios);
