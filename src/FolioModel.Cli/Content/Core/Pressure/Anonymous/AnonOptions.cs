namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The machine of an <see cref="AnonSubject"/>.</summary>
/// <param name="MultiGeneration">Whether it has the multi-generation LRU.</param>
/// <param name="SwapSlots">
/// Slots of the first swap area. With more than the pages of memory CPUs hold slots in reserve; with few the area is soon full.
/// </param>
/// <param name="FirstIsDisk">Whether the first swap area is on a disk too, as the second one is.</param>
internal sealed record AnonOptions(bool MultiGeneration, int SwapSlots = 2048, bool FirstIsDisk = false);
