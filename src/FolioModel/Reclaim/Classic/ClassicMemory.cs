namespace FolioModel.Reclaim;

/// <summary>The state that reclaim by the classic lists keeps for one LRU vector between two runs.</summary>
/// <remarks>Models <c>anon_cost</c>, <c>file_cost</c> and <c>refaults</c> of <c>struct lruvec</c>.</remarks>
internal sealed class ClassicMemory
{
    public long AnonCost { get; set; }

    public long FileCost { get; set; }

    /// <summary>Refaults that had been activated when the last run ended.</summary>
    public long AnonRefaults { get; set; }

    public long FileRefaults { get; set; }

    public void AddTo(ref StateHash hash)
    {
        hash.Add(AnonCost);
        hash.Add(FileCost);
        hash.Add(AnonRefaults);
        hash.Add(FileRefaults);
    }
}
