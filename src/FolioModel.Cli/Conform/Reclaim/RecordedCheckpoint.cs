namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The state of the kernel before an operation.</summary>
/// <param name="Operation">Number of the operation; that of all at the end.</param>
/// <param name="Statistics">Fields of <c>memory.stat</c>, bytes or events as the kernel gives them, and others of the group.</param>
/// <param name="Resident">Cached pages of each file.</param>
/// <param name="Anonymous">For each process: mapped pages of its anonymous memory, those of zeros included, and swap entries.</param>
/// <param name="Generations">Generations, the oldest first: number, age, anonymous pages, file pages.</param>
internal sealed record RecordedCheckpoint(
    int Operation, IReadOnlyDictionary<string, long> Statistics, IReadOnlyList<long> Resident, IReadOnlyList<long[]> Anonymous,
    IReadOnlyList<long[]> Generations);
