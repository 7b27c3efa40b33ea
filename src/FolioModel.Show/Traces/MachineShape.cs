namespace FolioModel.Show;

/// <summary>What does not change in a machine: its size.</summary>
/// <param name="Pages">Base pages.</param>
/// <param name="Cpus">CPUs.</param>
internal readonly record struct MachineShape(int Pages, int Cpus);
