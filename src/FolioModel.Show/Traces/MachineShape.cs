namespace FolioModel.Show;

/// <summary>The properties of a machine that do not change: its size.</summary>
/// <param name="Pages">Base pages.</param>
/// <param name="Cpus">CPUs.</param>
internal readonly record struct MachineShape(int Pages, int Cpus);
