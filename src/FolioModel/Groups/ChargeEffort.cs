namespace FolioModel.Groups;

/// <summary>How hard a charge at a limit has tried, and what it tries next.</summary>
internal struct ChargeEffort(int pages, GfpFlags gfp)
{
    private readonly int _pages = pages;
    private readonly bool _retries = (gfp & GfpFlags.NoRetry) == 0;
    private int _vainRounds;
    private bool _drained;

    /// <summary>Chooses the step after a round of reclaim.</summary>
    /// <param name="freed">Pages that it freed.</param>
    /// <param name="room">Pages below the limit that was in the way.</param>
    public ChargeStep NextStep(long freed, long room)
    {
        if (room >= _pages)
        {
            return ChargeStep.TryAgain;
        }

        // Stocks are drained once: from then on this charge takes nothing in advance.
        if (!_drained)
        {
            _drained = true;
            return ChargeStep.DrainStocks;
        }

        // Single pages add up to a small charge. A large one may find them in places where they do not help.
        bool madeProgress = freed > 0 && _pages <= MemoryGroup.CostlyPages;
        return _retries && (madeProgress || _vainRounds++ < MemoryGroup.MostRounds) ? ChargeStep.TryAgain : ChargeStep.EndProcess;
    }

    /// <summary>A process has been ended: all rounds are to be had again.</summary>
    public void StartAgain() => _vainRounds = 0;
}
