namespace FolioModel.Groups;

/// <summary>The steps of a charge at a limit after a round of reclaim.</summary>
internal enum ChargeStep
{
    /// <summary>Try again: there is room now, or another round of reclaim may make some.</summary>
    TryAgain,

    /// <summary>Give back what CPUs hold in stock for the group, and try again.</summary>
    DrainStocks,

    /// <summary>All rounds were in vain: end a process of the group.</summary>
    EndProcess,
}
