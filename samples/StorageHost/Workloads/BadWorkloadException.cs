namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>A file is not a workload, or names things that do not exist.</summary>
internal sealed class BadWorkloadException(string message) : Exception(message);
