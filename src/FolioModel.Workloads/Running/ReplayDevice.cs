using FolioModel.Files;

namespace FolioModel.Workloads.Running;

/// <summary>Tells which pages a device reads, and counts what it writes.</summary>
/// <param name="inner">The device.</param>
/// <param name="reads">Told each request that reads, before it is carried out.</param>
internal sealed class ReplayDevice(IBackingDevice inner, Action<DeviceRequest> reads) : IBackingDevice
{
    public int LargestRequest => inner.LargestRequest;

    public int QueueDepth => inner.QueueDepth;

    /// <summary>Pages written so far.</summary>
    public long Written { get; private set; }

    public void Submit(DeviceRequest request)
    {
        if (request.IsWrite)
        {
            Written += request.Pages;
        }
        else
        {
            reads(request);
        }

        inner.Submit(request);
    }
}
