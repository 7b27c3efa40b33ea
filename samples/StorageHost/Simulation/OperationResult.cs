namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>The cost of one step of a process, and the cached memory after it.</summary>
internal sealed record OperationResult(string Process, string Kind, string File, double Start, double Seconds, double[] CachedGb);
