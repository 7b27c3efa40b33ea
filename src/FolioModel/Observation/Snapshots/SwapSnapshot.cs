using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A swap device at one moment.</summary>
/// <param name="Type">Number of the area.</param>
/// <param name="Pages">Its slots, the header counted.</param>
/// <param name="Slots">The slots in use, by rising number.</param>
public sealed record SwapSnapshot(int Type, int Pages, ImmutableArray<SwapSlotSnapshot> Slots);

/// <summary>A swap slot in use.</summary>
/// <param name="Offset">Its number.</param>
/// <param name="Users">Its users other than the swap cache.</param>
/// <param name="IsCached">Whether the swap cache holds it.</param>
public readonly record struct SwapSlotSnapshot(int Offset, int Users, bool IsCached);
