namespace FolioModel.Reclaim;

/// <summary>How readily anonymous memory is swapped out compared with dropping file pages (<c>vm.swappiness</c>).</summary>
internal static class Swappiness
{
    /// <summary>Anonymous memory first (<c>MAX_SWAPPINESS</c>).</summary>
    public const int Most = 200;
}
