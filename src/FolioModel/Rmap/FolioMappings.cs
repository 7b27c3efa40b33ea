using FolioModel.Groups;

namespace FolioModel.Rmap;

/// <summary>How often the pages of folios are mapped by page tables. Each mapping owns a reference, which is taken elsewhere.</summary>
/// <remarks>
/// Models <c>_mapcount</c>, <c>_entire_mapcount</c>, <c>_large_mapcount</c> and <c>_nr_pages_mapped</c>, and the counters of mapped pages
/// (<c>NR_ANON_MAPPED</c>, <c>NR_FILE_MAPPED</c>).
/// </remarks>
internal sealed class FolioMappings(Machine machine)
{
    /// <summary>Mappings of folios of order 0.</summary>
    private readonly Dictionary<int, int> _small = [];

    private readonly Dictionary<int, Counts> _large = [];

    /// <summary>All mappings of a folio.</summary>
    public int Of(int head) => _small.Count > 0 && _small.TryGetValue(head, out int count) ? count
        : _large.Count > 0 && _large.TryGetValue(head, out Counts? counts) ? counts.Total : 0;

    /// <summary>Mappings of a folio as a whole.</summary>
    public int EntireOf(int head) => _large.TryGetValue(head, out Counts? counts) ? counts.Entire : 0;

    /// <summary>Pages of a folio that are mapped one by one, however often.</summary>
    public int PagesMappedOf(int head) => _small.ContainsKey(head) ? 1
        : _large.TryGetValue(head, out Counts? counts) ? counts.PerPage.Count : 0;

    /// <summary>The folios that are mapped.</summary>
    public IEnumerable<int> Heads => _small.Keys.Concat(_large.Keys);

    public void AddPage(int head, int frame)
    {
        if (machine.Map[head].Order == 0)
        {
            int count = _small.GetValueOrDefault(head);
            _small[head] = count + 1;
            CountMapped(head, count == 0 ? 1 : 0);
            Told(KernelEventKind.PageMap, head, 1);
            return;
        }

        Counts counts = CountsOf(head);
        counts.Total++;
        int before = counts.PerPage.GetValueOrDefault(frame);
        counts.PerPage[frame] = before + 1;
        CountMapped(head, before == 0 && counts.Entire == 0 ? 1 : 0);
        Told(KernelEventKind.PageMap, head, 1);
    }

    private void Told(KernelEventKind kind, int head, int pages) =>
        machine.Instrumentation?.Tell(kind, head, kind == KernelEventKind.PageMap ? "folio_add_rmap" : "folio_remove_rmap", pages);

    public void RemovePage(int head, int frame)
    {
        TakePage(head, frame);
        Told(KernelEventKind.PageUnmap, head, 1);
    }

    private void TakePage(int head, int frame)
    {
        if (_small.TryGetValue(head, out int count))
        {
            if (count == 1)
            {
                _small.Remove(head);
                CountMapped(head, -1);
            }
            else
            {
                _small[head] = count - 1;
            }

            return;
        }

        Counts counts = CountsOf(head);
        counts.Total--;
        if (--counts.PerPage[frame] == 0)
        {
            counts.PerPage.Remove(frame);
            CountMapped(head, counts.Entire == 0 ? -1 : 0);
        }

        Forget(head, counts);
    }

    public void AddEntire(int head)
    {
        Counts counts = CountsOf(head);
        counts.Total++;
        if (counts.Entire++ == 0)
        {
            CountMapped(head, (1 << machine.Map[head].Order) - counts.PerPage.Count);
        }

        Told(KernelEventKind.PageMap, head, 1 << machine.Map[head].Order);
    }

    public void RemoveEntire(int head)
    {
        Counts counts = CountsOf(head);
        counts.Total--;
        if (--counts.Entire == 0)
        {
            CountMapped(head, counts.PerPage.Count - (1 << machine.Map[head].Order));
        }

        Told(KernelEventKind.PageUnmap, head, 1 << machine.Map[head].Order);

        Forget(head, counts);
    }

    private void CountMapped(int head, int pages)
    {
        FolioFlags flags = machine.Map[head].Flags;
        if (pages == 0 || (flags & FolioFlags.Hugetlb) != 0)
        {
            return;
        }

        bool anon = (flags & FolioFlags.Anon) != 0;
        machine.Statistics.AnonMapped += anon ? pages : 0;
        machine.Statistics.FileMapped += anon ? 0 : pages;
        machine.Groups?.Count(head, anon ? GroupCounter.Anon : GroupCounter.FileMapped, pages);
    }

    private Counts CountsOf(int head)
    {
        if (!_large.TryGetValue(head, out Counts? counts))
        {
            _large[head] = counts = new Counts();
        }

        return counts;
    }

    private void Forget(int head, Counts counts)
    {
        if (counts.Total == 0)
        {
            _large.Remove(head);
        }
    }

    private sealed class Counts
    {
        public int Total { get; set; }

        public int Entire { get; set; }

        public Dictionary<int, int> PerPage { get; } = [];
    }
}
