namespace FolioModel.Cli.Conform;

/// <summary>The state of machine and mapping after an operation, as recordings show it.</summary>
/// <param name="view">How this kind of recording sees folios.</param>
/// <param name="handles">The folios of the trace.</param>
internal sealed class ObservedState(FolioView view, HandleTable handles)
{
    private readonly BatchCounters _batches = new();
    private readonly HashSet<int> _cached = [];
    private readonly List<FolioRow> _rows = [];
    private readonly List<long> _values = [];

    /// <summary>The folios of the mapping by rising index, then the other living folios that the trace knows, by handle.</summary>
    public IReadOnlyList<FolioRow> Rows => _rows;

    /// <summary>Index, order and the other recorded properties of each value in the mapping.</summary>
    public List<long> Values => _values;

    /// <summary>Entries in each of the six batches.</summary>
    public ReadOnlySpan<long> BatchLengths => _batches.Lengths;

    /// <summary>Looks at everything, and gives numbers to folios of the mapping that have none.</summary>
    /// <param name="batches">The machine's batches.</param>
    /// <param name="pages">The mapping's pages; null when there is no mapping any more.</param>
    public void Observe(LruBatches batches, PageCache? pages)
    {
        _rows.Clear();
        _values.Clear();
        _cached.Clear();
        _batches.Read(batches);
        foreach ((PageIndex index, Order order, CacheEntry entry) in pages?.Entries() ?? [])
        {
            if (!entry.IsFolio)
            {
                view.AddValue(_values, index, order, entry);
                continue;
            }

            KnownFolio known = handles.Know(entry.Folio);
            known.HasIndex = true;
            _cached.Add(known.Handle);
            _rows.Add(Row(known, cached: true));
        }

        view.Discover(handles);
        foreach (KnownFolio known in handles.Living)
        {
            if (!known.IsFreed && !_cached.Contains(known.Handle))
            {
                _rows.Add(Row(known, cached: false));
            }
        }
    }

    private FolioRow Row(KnownFolio known, bool cached)
    {
        known.Order = known.Folio.Order.Value;
        return new FolioRow(view, known, cached, _batches.Packed(known.Folio));
    }
}
