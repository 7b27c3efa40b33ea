namespace FolioModel.Workloads;

/// <summary>The state of a replay after some of its requests.</summary>
/// <param name="Requests">Requests so far.</param>
/// <param name="Accesses">Accesses so far.</param>
/// <param name="Hits">Hits so far.</param>
/// <param name="Resident">The files with the most pages in memory, the largest first.</param>
public sealed record ReplayMoment(long Requests, long Accesses, long Hits, IReadOnlyList<ResidentFile> Resident);

/// <summary>How much of a file was in memory.</summary>
/// <param name="File">The file; its number in the trace.</param>
/// <param name="Pages">Its pages in memory.</param>
public readonly record struct ResidentFile(ulong File, long Pages);
