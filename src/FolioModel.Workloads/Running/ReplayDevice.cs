using FolioModel.Files;

namespace FolioModel.Workloads.Running;

/// <summary>Tells which pages a device reads and writes.</summary>
/// <param name="inner">The device.</param>
/// <param name="note">Told each request before it is carried out.</param>
internal sealed class ReplayDevice(IBackingDevice inner, Action<DeviceRequest> note) : IBackingDevice
{
    public int LargestRequest => inner.LargestRequest;

    public int QueueDepth => inner.QueueDepth;

    public void Submit(DeviceRequest request)
    {
        note(request);
        inner.Submit(request);
    }
}
