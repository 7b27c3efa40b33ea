namespace FolioModel.Swap;

/// <content>Writes to a device that ends them later.</content>
public sealed partial class SwapArea
{
    [Shared]
    private readonly SwapWrites _allWrites = new();

    /// <summary>Writes that have begun and not ended yet; none on a device that is done with a write at once.</summary>
    public int WritesUnderWay => Writes.Count;

    /// <summary>The writes under way, about to be looked at or changed.</summary>
    internal SwapWrites Writes
    {
        get
        {
            TrackState();
            return _allWrites;
        }
    }

    /// <summary>
    /// The oldest writes under way end. A folio that reclaim wanted to be written goes to the tail of its list, so that the next pass finds
    /// it first; a folio whose write failed is dirty again. Reference effect: that of <see cref="Folio.EndWriteback"/> for each folio.
    /// </summary>
    /// <param name="most">How many writes end; all that are under way if these are fewer.</param>
    /// <returns>How many ended.</returns>
    /// <remarks>Models <c>end_swap_bio_write</c>. Runs on the CPU of the current task, as the device's interrupt would.</remarks>
    [Interleaved]
    public int EndWrites(int most)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("end_swap_bio_write");
        int ended = 0;
        while (ended < most && Writes.Count > 0)
        {
            (int pfn, SwapEntry first) = Writes.TakeOldest();
            EndWrite(new Folio(_machine, pfn), first);
            ended++;
        }

        return ended;
    }

    /// <summary>Reclaim has come to a point where the device can interrupt it.</summary>
    [Interleaved]
    internal void TakeInterrupt(SwapMoment moment)
    {
        if (Writes.Count > 0)
        {
            EndWrites(Device.WritesEndedBy(moment, Writes.Slots));
        }
    }

    /// <summary>Begins to write a folio under writeback; it ends at once unless the device ends it later.</summary>
    [Interleaved]
    internal void BeginWrite(Folio folio, SwapEntry first)
    {
        if (Device.EndsWritesLater)
        {
            Writes.Begin(folio.Frame, first);
            TakeInterrupt(SwapMoment.WriteBegun);
        }
        else
        {
            EndWrite(folio, first);
        }
    }

    [Interleaved]
    private void EndWrite(Folio folio, SwapEntry first)
    {
        if (Device.Write(folio, first))
        {
            folio.Machine.Contents?.Save(folio, first);
        }
        else
        {
            folio.MarkDirty();
            folio.ClearReclaim();
        }

        folio.EndWriteback();
    }
}
