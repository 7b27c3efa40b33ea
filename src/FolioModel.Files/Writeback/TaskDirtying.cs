namespace FolioModel.Files;

/// <summary>The pages that a task has dirtied since it last looked at the limits.</summary>
internal sealed class TaskDirtying
{
    /// <summary>Pages since then (<c>nr_dirtied</c>).</summary>
    public long Dirtied { get; set; }

    /// <summary>Pages after which it looks again (<c>nr_dirtied_pause</c>).</summary>
    public long PollAfter { get; set; }

    /// <summary>The tick at which its last pause ended, or would have (<c>dirty_paused_when</c>); null before the first.</summary>
    public long? PausedAt { get; set; }
}
