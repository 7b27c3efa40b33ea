namespace FolioModel.Swap;

/// <summary>Where the contents of swap slots go. A device only says whether reading and writing work.</summary>
public class SwapDevice
{
    internal static SwapDevice InMemory { get; } = new();

    /// <summary>Whether a read or write is over when it returns, as on a device in memory (<c>SWP_SYNCHRONOUS_IO</c>).</summary>
    /// <remarks>A page that one process alone uses is then read without the swap cache and without its neighbours.</remarks>
    public virtual bool IsSynchronous => true;

    /// <summary>
    /// Whether the device is a disk with heads that move: slots are then given out one behind the other, and a slot is read with its
    /// neighbours.
    /// </summary>
    public virtual bool IsRotational => false;

    /// <summary>
    /// Whether a write goes on when reclaim has begun it. It ends by <see cref="SwapArea.EndWrites"/>, where <see cref="WritesEndedBy"/>
    /// says so, or when a task waits for it and no other task could end it.
    /// </summary>
    public virtual bool EndsWritesLater => false;

    /// <summary>How many of the writes under way are over when reclaim comes to a point where the device can interrupt it.</summary>
    /// <param name="moment">The point.</param>
    /// <param name="underWay">The first slot of each write under way, the oldest first.</param>
    /// <returns>How many of them, the oldest first. By default none: their end is left to <see cref="SwapArea.EndWrites"/>.</returns>
    public virtual int WritesEndedBy(SwapMoment moment, IReadOnlyList<SwapEntry> underWay) => 0;

    /// <summary>Writes a folio to its slots. A device that ends writes later is asked when the write ends.</summary>
    /// <param name="folio">A folio under writeback.</param>
    /// <param name="entry">Its first slot.</param>
    /// <returns>Whether it worked; a failure leaves the folio dirty.</returns>
    public virtual bool Write(Folio folio, SwapEntry entry) => true;

    /// <summary>Reads a folio from its slot.</summary>
    /// <param name="folio">A locked folio.</param>
    /// <param name="entry">Its slot.</param>
    /// <returns>Whether it worked; a failure leaves the folio not uptodate.</returns>
    public virtual bool Read(Folio folio, SwapEntry entry) => true;
}
