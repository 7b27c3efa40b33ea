namespace FolioModel.Groups;

/// <summary>How well the usage of a group is protected from a run of reclaim.</summary>
internal enum ProtectionLevel
{
    /// <summary>Not at all: it is above both limits, the root, or the group that the run is for.</summary>
    None,

    /// <summary>By <c>memory.low</c>: it is reclaimed if nothing else is left.</summary>
    Low,

    /// <summary>By <c>memory.min</c>: it is never reclaimed.</summary>
    Min,
}
