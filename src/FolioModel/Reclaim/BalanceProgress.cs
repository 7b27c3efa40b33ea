namespace FolioModel.Reclaim;

/// <summary>
/// The urgency of the passes of the background reclaimer, and whether they serve the watermarks or only a boost of them: memory freed
/// beyond the marks, because blocks of one kind of page were broken up for another.
/// </summary>
/// <remarks>For a boost pages are freed only while that is easy: nothing is written or swapped, and urgency stops rising soon.</remarks>
internal struct BalanceProgress(long boost)
{
    /// <summary>Passes for a boost become no more urgent than this.</summary>
    private const int MostUrgentForBoost = ReclaimControl.FirstPriority - 2;

    private long _boost = boost;

    /// <summary>The urgency of the next pass: each list's share is its size shifted right by this; 0 after passes in vain.</summary>
    public int Priority { get; private set; } = ReclaimControl.FirstPriority;

    /// <summary>Whether the next pass serves the boost.</summary>
    public readonly bool IsForBoost => _boost > 0;

    /// <summary>Whether another pass makes sense as far as urgency and the boost say.</summary>
    public bool GoesOn { get; private set; } = true;

    /// <summary>Looks at the marks before a pass. When they are not met, the boost is given up and urgency starts afresh.</summary>
    /// <param name="isBalanced">Whether the marks are met.</param>
    /// <returns>Whether there is anything to do.</returns>
    public bool Begin(bool isBalanced)
    {
        if (!isBalanced && IsForBoost)
        {
            _boost = 0;
            Priority = ReclaimControl.FirstPriority;
        }

        return !isBalanced || IsForBoost;
    }

    /// <summary>A pass is done.</summary>
    /// <param name="freed">Pages that it freed.</param>
    /// <param name="scannedEnough">Whether it looked at as many pages as the marks ask for.</param>
    /// <param name="priority">The urgency it ended with: the first pass may have been started at a higher one.</param>
    public void End(long freed, bool scannedEnough, int priority)
    {
        bool isUrgentEnough = scannedEnough || (IsForBoost && Priority == MostUrgentForBoost);
        Priority = priority;
        _boost -= Math.Min(_boost, freed);
        bool boostIsInVain = IsForBoost && freed == 0;
        if (!boostIsInVain && (freed == 0 || !isUrgentEnough))
        {
            Priority--;
        }

        GoesOn = !boostIsInVain && Priority >= 1;
    }
}
