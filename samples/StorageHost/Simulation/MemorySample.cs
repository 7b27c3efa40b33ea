namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>Memory at one moment, in MB.</summary>
internal readonly record struct MemorySample(double Seconds, double FreeMb, double CacheMb, double DirtyMb);
