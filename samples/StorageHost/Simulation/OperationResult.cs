namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>What one step of a process took, and what was cached after it.</summary>
internal sealed record OperationResult(string Process, string Kind, string File, double Start, double Seconds, double[] CachedGb);
