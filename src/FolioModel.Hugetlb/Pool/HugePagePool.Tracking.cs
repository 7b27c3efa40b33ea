namespace FolioModel.Hugetlb;

/// <summary>The pool's books as shared state; what it notes about a page is a state of its own: see <see cref="HugePage"/>.</summary>
public sealed partial class HugePagePool : ISharedState
{
    private readonly int _stateNumber;
    private readonly int _firstPageState;

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => "the pool of huge pages";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_total);
        hash.Add(_freeCount);
        hash.Add(_reserved);
        hash.Add(_surplus);
        hash.Add(_target);
        hash.Add(_overcommit);
        hash.Add(_excusedSurplus);
        hash.Add(_lostReserves);
        hash.Add(_reservedInError);
        hash.Add(_free.Count);
        foreach (HugePage page in _free)
        {
            hash.Add(page.Folio.Pfn.Value);
        }

        // The order in which pages came into the books does not matter.
        ulong owned = 0;
        foreach (int pfn in _pages.Keys)
        {
            StateHash one = default;
            one.Add(pfn);
            owned += one.Value;
        }

        hash.Add(owned);
        hash.Add(_files.Count);
        foreach (HugetlbFile file in _files)
        {
            hash.Add(file.Mapping.Id);
        }

        foreach (HugetlbSubpool subpool in _subpools)
        {
            hash.Add(((ISharedState)subpool).StateNumber);
        }
    }

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

    private HugePagePool Touched()
    {
        Machine.Touch(this);
        return this;
    }
}
