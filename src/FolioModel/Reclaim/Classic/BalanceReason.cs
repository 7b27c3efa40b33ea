namespace FolioModel.Reclaim;

/// <summary>The reasons for the balance of a pass, the one that is looked at first before the others.</summary>
internal enum BalanceReason
{
    /// <summary>Anonymous memory can go nowhere: there is no swap, no room in it, or the run may not swap.</summary>
    NoRoomInSwap,

    /// <summary>A group is reclaimed and the owner of the machine wants no swapping.</summary>
    SwappingNotWanted,

    /// <summary>The last pass before the run gives up scans everything.</summary>
    LastPass,

    /// <summary>Files and free pages together would not fill the high watermarks: scanning files further is thrashing.</summary>
    FewFiles,

    /// <summary>There are plenty of inactive file pages, read once and perhaps never again.</summary>
    ManyFiles,

    /// <summary>None of these: the recent cost of each kind decides.</summary>
    Cost,
}
