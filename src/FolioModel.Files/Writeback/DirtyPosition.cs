using FolioModel.Groups;

namespace FolioModel.Files;

/// <summary>The place of dirty memory between the limits of one domain: the machine's or a group's.</summary>
/// <param name="Now">Limits and dirty memory, in pages.</param>
/// <param name="HardLimit">The limit that holds at the moment, in pages.</param>
/// <param name="OfDevice">Pages of the domain that are dirty or under writeback on the device.</param>
/// <param name="IsExceeded">Whether the domain is above its limit, and the device above its part of it.</param>
/// <param name="Ratio">How far writers are slowed down (below 1) or may go faster.</param>
/// <param name="Group">The group of the domain, or null for the machine.</param>
/// <remarks>Models <c>struct dirty_throttle_control</c>.</remarks>
internal readonly record struct DirtyPosition(
    DirtyThresholds Now, long HardLimit, long OfDevice, bool IsExceeded, double Ratio, MemoryGroup? Group);
