namespace FolioModel.Swap;

/// <summary>A point of reclaim at which a swap device is asked which of its writes have ended.</summary>
public enum SwapMoment
{
    /// <summary>
    /// A write was added to those that the device gets together. It may have got those before it, if they fill a request.
    /// </summary>
    WriteBegun,

    /// <summary>
    /// A pass over the lists of a group is over: the device has got all writes that the pass collected.
    /// </summary>
    PassEnded,

    /// <summary>
    /// Reclaim is about to isolate folios. On the classic lists it drains the CPU's batches first, so that what ends here is found at once.
    /// Under the multi-generation LRU it has drained them already: what ends here waits in the batch of those that go to the tail, until
    /// the batch is full or drained again.
    /// </summary>
    IsolationIsNext,
}
