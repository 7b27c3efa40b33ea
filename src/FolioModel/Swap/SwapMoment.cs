namespace FolioModel.Swap;

/// <summary>A point of reclaim at which a swap device is asked which of its writes have ended.</summary>
public enum SwapMoment
{
    /// <summary>
    /// A pass over the lists of a group is over: the device has got all writes that the pass collected (<c>blk_finish_plug</c>).
    /// </summary>
    PassEnded,

    /// <summary>
    /// A pass over the generations of a group has drained the CPU's batches and isolates folios next. What ends here waits in the batch of
    /// those that go to the tail, unless it fills the batch.
    /// </summary>
    BatchesDrained,
}
