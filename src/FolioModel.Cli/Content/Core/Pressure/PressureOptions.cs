namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>The machine of a <see cref="PressureSubject"/>.</summary>
/// <param name="MultiGeneration">Whether it has the multi-generation LRU.</param>
/// <param name="Policies">Whether policies decide evictions.</param>
internal sealed record PressureOptions(bool MultiGeneration, bool Policies = false);
