namespace FolioModel.Files;

/// <summary>Keeps the contents of files while they are not in memory: a disk, a network, a fault injector.</summary>
/// <remarks>
/// A device is given extents and says when each is over. It may do so at once, inside <see cref="Submit"/>, or later, from a timer of the
/// embedder's clock. Requests may end in any order.
/// </remarks>
public interface IBackingDevice
{
    /// <summary>Pages that one request may have at most (<c>max_sectors_kb</c>); longer extents come as several requests.</summary>
    int LargestRequest { get; }

    /// <summary>
    /// Requests of each direction that may be under way at once (<c>nr_requests</c>): a task that submits one more waits.
    /// </summary>
    int QueueDepth { get; }

    /// <summary>Takes a request. The device calls <see cref="DeviceRequest.Complete"/> exactly once for each.</summary>
    /// <param name="request">What to read or write.</param>
    void Submit(DeviceRequest request);
}
