namespace FolioModel.Reclaim;

/// <summary>The state that reclaim by the classic lists keeps for one LRU vector between two runs.</summary>
/// <remarks>Models <c>anon_cost</c>, <c>file_cost</c> and <c>refaults</c> of <c>struct lruvec</c>.</remarks>
internal sealed class ClassicMemory
{
    /// <summary>The recent cost of reclaiming anonymous memory, in pages scanned in vain.</summary>
    public long AnonCost { get; private set; }

    /// <summary>The same of files.</summary>
    public long FileCost { get; private set; }

    /// <summary>Refaults that had been activated when the last run ended.</summary>
    public long AnonRefaults { get; set; }

    public long FileRefaults { get; set; }

    /// <summary>Adds to the cost of a kind. Costs halve when they exceed a quarter of the pages, so that recent ones weigh most.</summary>
    /// <param name="file">Whether of files, rather than anonymous memory.</param>
    /// <param name="cost">The cost.</param>
    /// <param name="pages">Evictable pages of the lists.</param>
    public void AddCost(bool file, long cost, long pages)
    {
        FileCost += file ? cost : 0;
        AnonCost += file ? 0 : cost;
        if (FileCost + AnonCost > pages / 4)
        {
            FileCost /= 2;
            AnonCost /= 2;
        }
    }

    /// <summary>The remembered refaults of a kind.</summary>
    public long RefaultsOf(bool file) => file ? FileRefaults : AnonRefaults;

    public void AddTo(ref StateHash hash)
    {
        hash.Add(AnonCost);
        hash.Add(FileCost);
        hash.Add(AnonRefaults);
        hash.Add(FileRefaults);
    }
}
