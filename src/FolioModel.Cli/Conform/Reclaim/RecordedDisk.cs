using FolioModel.Swap;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>
/// The recorder's virtio disk for swap. When its writes end follows from the recorded evictions: the kernel evicts a page that was written
/// without writing it again, and the page written last first.
/// </summary>
/// <remarks>
/// The classic LRU always found the writes of a pass ended in the next one: all end with the pass. The multi-generation LRU looks again sooner
/// than the disk is done, as a rule: the writes of a pass end in the next pass, before folios are isolated if one of the next victims was
/// among them, and behind that otherwise.
/// </remarks>
/// <param name="tokens">The recorded events.</param>
/// <param name="isSlowerThanPasses">Whether a pass can begin before the writes of the previous one have ended.</param>
internal sealed class RecordedDisk(RecordedTokens tokens, bool isSlowerThanPasses) : SwapDevice
{
    private int _begunBeforePass;

    /// <inheritdoc/>
    public override bool IsSynchronous => false;

    /// <inheritdoc/>
    public override bool IsRotational => true;

    /// <inheritdoc/>
    public override bool EndsWritesLater => true;

    /// <inheritdoc/>
    public override int WritesEndedBy(SwapMoment moment, IReadOnlyList<SwapEntry> underWay)
    {
        ArgumentNullException.ThrowIfNull(underWay);
        if (!isSlowerThanPasses)
        {
            return underWay.Count;
        }

        List<long> victims = tokens.NextSwapVictims();
        if (moment == SwapMoment.BatchesDrained)
        {
            return victims.Exists(slot => underWay.Any(entry => (long)entry.Offset == slot)) ? underWay.Count : 0;
        }

        bool newestIsVictim = victims.Contains((long)underWay[^1].Offset);
        int ended = newestIsVictim ? underWay.Count : Math.Min(_begunBeforePass, underWay.Count);
        _begunBeforePass = underWay.Count - ended;
        return ended;
    }
}
