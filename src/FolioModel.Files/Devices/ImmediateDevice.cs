namespace FolioModel.Files;

/// <summary>A device that needs no time.</summary>
public sealed class ImmediateDevice : IBackingDevice
{
    /// <inheritdoc/>
    public int LargestRequest { get; init; } = 256;

    /// <inheritdoc/>
    public int QueueDepth => int.MaxValue;

    /// <inheritdoc/>
    public void Submit(DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Complete();
    }
}
