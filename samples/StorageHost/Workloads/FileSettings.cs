namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>A file that exists at the start.</summary>
internal sealed record FileSettings
{
    public required string Name { get; init; }

    public double SizeGb { get; init; }
}
