namespace FolioModel.Hugetlb;

/// <summary>The pool's lists and counters as shared state; each page's own state is separate: see <see cref="HugePage"/>.</summary>
public sealed partial class HugePagePool
{
    private readonly int _firstPageState;

    /// <summary>A number for each place at which a huge page can lie, whichever page of the pool is there.</summary>
    internal int StateNumberOf(Pfn pfn) => _firstPageState + (pfn.Value >> Order.Value);

    private (int Own, int FirstPage) NewStateNumbers()
    {
        int own = Machine.NewStateNumber();
        int first = own;
        for (int page = 0; AccessTracking.IsSupported && page <= Machine.Options.Pages >> Order.Value; page++)
        {
            int number = Machine.NewStateNumber();
            first = page == 0 ? number : first;
        }

        return (own, first);
    }
}
