namespace FolioModel.Workloads;

/// <summary>What a pass over a trace tells before the replay.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="Accesses">Accesses: pages of requests, or whole requests.</param>
/// <param name="Distinct">Distinct pages or objects.</param>
/// <param name="FileSizes">
/// For each file of a trace that names ranges the bytes up to the end of its furthest request; empty for a trace that names objects.
/// </param>
public sealed record WorkloadMeasure(long Requests, long Accesses, long Distinct, IReadOnlyDictionary<ulong, long> FileSizes);
