using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The blocks that one CPU keeps of a zone at one moment.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Blocks">Its blocks, list by list, the one to be allocated next first.</param>
public sealed record CpuPagesSnapshot(int Cpu, ImmutableArray<BlockSnapshot> Blocks);
