namespace FolioModel.Reclaim;

/// <summary>Memory that a run of reclaim has spared, and takes in its next attempt because it freed nothing.</summary>
internal enum Spared
{
    /// <summary>Nothing: another attempt would be in vain too.</summary>
    Nothing,

    /// <summary>Groups that the attempt did not come to.</summary>
    OtherGroups,

    /// <summary>Active folios of lists that have enough inactive ones.</summary>
    ActiveFolios,

    /// <summary>Groups whose usage is protected by <c>memory.low</c>.</summary>
    ProtectedGroups,
}
