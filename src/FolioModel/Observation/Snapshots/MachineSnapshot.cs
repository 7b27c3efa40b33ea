using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>Everything that can be observed of a machine at one moment. Immutable: looking at it disturbs nothing.</summary>
/// <param name="Folios">All folios by first frame.</param>
/// <param name="Files">All files by number.</param>
/// <param name="Batches">The batches that are not empty.</param>
/// <param name="Lists">The LRU lists.</param>
/// <param name="Zones">The zones of the page allocator.</param>
/// <param name="Counters">Node-wide counters by name.</param>
/// <example>
/// <code>
/// MachineSnapshot before = machine.Snapshot();
/// file.GrabFolio(new PageIndex(5));
/// foreach (SnapshotChange change in MachineSnapshot.Diff(before, machine.Snapshot())) Console.WriteLine(change);
/// </code>
/// </example>
public sealed partial record MachineSnapshot(
    ImmutableSortedDictionary<Pfn, FolioSnapshot> Folios,
    ImmutableSortedDictionary<int, FileSnapshot> Files,
    ImmutableArray<BatchSnapshot> Batches,
    ImmutableArray<LruListSnapshot> Lists,
    ImmutableArray<ZoneSnapshot> Zones,
    ImmutableSortedDictionary<string, long> Counters)
{
    /// <summary>How many CPUs the machine has.</summary>
    public int Cpus { get; init; }

    /// <summary>The counters of <c>/proc/vmstat</c>: see <see cref="Machine.ReadVmstat"/>.</summary>
    public ImmutableSortedDictionary<string, long> Vmstat { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>The lines of <c>/proc/meminfo</c> in KiB: see <see cref="Machine.ReadMeminfo"/>.</summary>
    public ImmutableSortedDictionary<string, long> Meminfo { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>The tasks, by number.</summary>
    public ImmutableArray<TaskSnapshot> Tasks { get; init; } = [];

    /// <summary>The processes, in the order in which they were created.</summary>
    public ImmutableArray<ProcessSnapshot> Processes { get; init; } = [];

    /// <summary>The swap devices, by number.</summary>
    public ImmutableArray<SwapSnapshot> Swap { get; init; } = [];

    /// <summary>
    /// The generations of the multi-generation LRU, oldest first, files before anonymous memory; none with the classic LRU.
    /// </summary>
    public ImmutableArray<GenerationSnapshot> Generations { get; init; } = [];

    /// <summary>The memory control groups, the root first; none until one is made.</summary>
    public ImmutableArray<GroupSnapshot> Groups { get; init; } = [];

    /// <summary>The differences of a later snapshot: nothing when all that operations can tell apart is equal.</summary>
    /// <remarks>
    /// Where free blocks lie, the shape of trees, the progress of tasks and the numbers of <see cref="Vmstat"/> that
    /// <see cref="Counters"/> does not have are in a snapshot, and are not compared.
    /// </remarks>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public static ImmutableArray<SnapshotChange> Diff(MachineSnapshot before, MachineSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return SnapshotFacts.Compare(SnapshotFacts.Of(before), SnapshotFacts.Of(after));
    }

    /// <summary>Whether two snapshots show the same state: <see cref="Diff"/> finds nothing.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(MachineSnapshot? other) => other is not null && (ReferenceEquals(this, other) || Diff(this, other).IsEmpty);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Folios.Count, Files.Count, Cpus, Tasks.Length, Processes.Length, Lists.Length);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Folios.Count} folios, {Files.Count} files, {Processes.Length} processes, {Tasks.Length} tasks on {Cpus} CPUs";
}
