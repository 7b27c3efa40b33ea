using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

/// <summary>A device that ends each request at once, or keeps it until it is told to end the oldest one.</summary>
/// <param name="depth">Requests of a direction that it takes at a time.</param>
/// <param name="largest">Pages of a request at most.</param>
internal sealed class HeldDevice(int depth, int largest) : IBackingDevice
{
    private readonly List<DeviceRequest> _kept = [];

    /// <inheritdoc/>
    public int LargestRequest => largest;

    /// <inheritdoc/>
    public int QueueDepth => depth;

    /// <summary>Whether requests are kept from now on.</summary>
    public bool Keeps { get; set; }

    /// <summary>Requests that are kept.</summary>
    public int Kept => _kept.Count;

    /// <summary>Requests of a direction that are kept.</summary>
    public int KeptOf(bool write) => _kept.Count(r => r.IsWrite == write);

    /// <inheritdoc/>
    public void Submit(DeviceRequest request)
    {
        if (Keeps)
        {
            _kept.Add(request);
        }
        else
        {
            request.Complete();
        }
    }

    /// <summary>Ends the request that is kept longest.</summary>
    public void EndOldest()
    {
        DeviceRequest request = _kept[0];
        _kept.RemoveAt(0);
        request.Complete();
    }
}
