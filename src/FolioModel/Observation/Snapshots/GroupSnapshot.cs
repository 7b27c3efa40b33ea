using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A memory control group at one moment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">Number of the group above, or null for the root.</param>
/// <param name="Usage">Pages charged to it and to the groups below.</param>
/// <param name="Counters">
/// Pages and events that it counts itself, without the groups below, under the names of <c>memory.stat</c>.
/// </param>
public sealed record GroupSnapshot(
    int Id, string Name, int? Parent, PageCount Usage, ImmutableSortedDictionary<string, long> Counters);
