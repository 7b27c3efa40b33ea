namespace FolioModel.Rmap;

/// <summary>How often the pages of folios are mapped by page tables. Each mapping owns a reference, which is taken elsewhere.</summary>
/// <remarks>Models <c>_mapcount</c>, <c>_entire_mapcount</c>, <c>_large_mapcount</c> and <c>_nr_pages_mapped</c>.</remarks>
internal sealed class FolioMappings
{
    private readonly Dictionary<int, Counts> _counts = [];

    /// <summary>All mappings of a folio.</summary>
    public int Of(int head) => _counts.Count > 0 && _counts.TryGetValue(head, out Counts? counts) ? counts.Total : 0;

    /// <summary>Mappings of a folio as a whole.</summary>
    public int EntireOf(int head) => _counts.TryGetValue(head, out Counts? counts) ? counts.Entire : 0;

    /// <summary>Pages of a folio that are mapped one by one, however often.</summary>
    public int PagesMappedOf(int head) => _counts.TryGetValue(head, out Counts? counts) ? counts.PerPage.Count : 0;

    /// <summary>The folios that are mapped.</summary>
    public IEnumerable<int> Heads => _counts.Keys;

    public void AddPage(int head, int frame)
    {
        Counts counts = CountsOf(head);
        counts.Total++;
        counts.PerPage[frame] = counts.PerPage.GetValueOrDefault(frame) + 1;
    }

    public void RemovePage(int head, int frame)
    {
        Counts counts = CountsOf(head);
        counts.Total--;
        if (--counts.PerPage[frame] == 0)
        {
            counts.PerPage.Remove(frame);
        }

        Forget(head, counts);
    }

    public void AddEntire(int head)
    {
        Counts counts = CountsOf(head);
        counts.Total++;
        counts.Entire++;
    }

    public void RemoveEntire(int head)
    {
        Counts counts = CountsOf(head);
        counts.Total--;
        counts.Entire--;
        Forget(head, counts);
    }

    private Counts CountsOf(int head)
    {
        if (!_counts.TryGetValue(head, out Counts? counts))
        {
            _counts[head] = counts = new Counts();
        }

        return counts;
    }

    private void Forget(int head, Counts counts)
    {
        if (counts.Total == 0)
        {
            _counts.Remove(head);
        }
    }

    private sealed class Counts
    {
        public int Total { get; set; }

        public int Entire { get; set; }

        public Dictionary<int, int> PerPage { get; } = [];
    }
}
