namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>A bandwidth that all processes share, first come, first served.</summary>
internal sealed class SharedRate(double megabytesPerSecond)
{
    private double _freeAt;

    /// <summary>Takes a share.</summary>
    /// <returns>Seconds from now until it is transferred; 0 without a limit.</returns>
    public double Take(double now, long bytes)
    {
        if (megabytesPerSecond <= 0)
        {
            return 0;
        }

        _freeAt = Math.Max(_freeAt, now) + bytes / (megabytesPerSecond * 1e6);
        return _freeAt - now;
    }
}
