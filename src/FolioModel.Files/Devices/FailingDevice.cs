namespace FolioModel.Files;

/// <summary>A device some of whose requests fail, as a predicate says; the others go to another device.</summary>
/// <param name="inner">The device that works.</param>
/// <param name="fails">Whether a request fails with <see cref="Errno.EIO"/>, asked once when it is submitted.</param>
public sealed class FailingDevice(IBackingDevice inner, Func<DeviceRequest, bool> fails) : IBackingDevice
{
    /// <inheritdoc/>
    public int LargestRequest => inner.LargestRequest;

    /// <inheritdoc/>
    public int QueueDepth => inner.QueueDepth;

    /// <inheritdoc/>
    public void Submit(DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (fails(request))
        {
            request.Complete(Errno.EIO);
        }
        else
        {
            inner.Submit(request);
        }
    }
}
