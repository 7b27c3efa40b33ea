using FolioModel.Swap;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The recorder's virtio disk for swap.</summary>
/// <remarks>
/// It gets the writes of a pass of reclaim when the pass is over or a request is full. It is done with a full request at once, and with the
/// others during the next pass. How soon was not recorded, but follows from the recorded evictions: a page that was written and not used
/// since is evicted without another write as soon as its write has ended, the page written last first.
/// </remarks>
/// <param name="tokens">The recorded events.</param>
internal sealed class RecordedDisk(RecordedTokens tokens) : SwapDevice
{
    /// <summary>The most pages of one request: <c>seg_max</c> of the disk.</summary>
    private const int LargestRequest = 254;

    private int _submitted;

    /// <inheritdoc/>
    public override bool IsSynchronous => false;

    /// <inheritdoc/>
    public override bool IsRotational => true;

    /// <inheritdoc/>
    public override bool EndsWritesLater => true;

    /// <summary>Between two operations the disk has more time than it needs.</summary>
    /// <param name="area">The disk's slots.</param>
    public void BeginOperation(SwapArea area)
    {
        ArgumentNullException.ThrowIfNull(area);
        area.EndWrites(area.WritesUnderWay);
        _submitted = 0;
    }

    /// <inheritdoc/>
    public override int WritesEndedBy(SwapMoment moment, IReadOnlyList<SwapEntry> underWay)
    {
        ArgumentNullException.ThrowIfNull(underWay);
        if (moment == SwapMoment.WriteBegun)
        {
            return underWay.Count - _submitted > LargestRequest ? TakeAll(underWay.Count - 1) : 0;
        }

        HashSet<long> victims = tokens.NextSwapVictims();
        if (moment == SwapMoment.IsolationIsNext)
        {
            bool isAwaited = underWay.Take(_submitted).Any(slot => victims.Contains((long)slot.Offset));
            return isAwaited ? TakeAll(_submitted) : 0;
        }

        bool newestIsAwaited = victims.Contains((long)underWay[^1].Offset);
        int ended = TakeAll(newestIsAwaited ? underWay.Count : _submitted);
        _submitted = underWay.Count - ended;
        return ended;
    }

    private int TakeAll(int ended)
    {
        _submitted = 0;
        return ended;
    }
}
