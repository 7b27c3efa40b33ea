namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The state of machine and mapping after an operation, as recordings show it.</summary>
internal sealed class Observation
{
    private readonly BatchCounters _batches = new();
    private readonly HashSet<int> _cached = [];

    /// <summary>What is in the mapping by rising index, then the other living folios that the trace knows, by handle.</summary>
    public List<FolioRow> Rows { get; } = [];

    /// <summary>Index and order of each value in the mapping.</summary>
    public List<long> Values { get; } = [];

    /// <summary>Entries in each of the six batches.</summary>
    public IReadOnlyList<long> BatchLengths => _batches.Lengths;

    /// <summary>Looks at everything, and gives numbers to folios of the mapping that have none.</summary>
    /// <param name="state">The trace.</param>
    public void Observe(TraceState state)
    {
        Rows.Clear();
        Values.Clear();
        _cached.Clear();
        _batches.Read(state.Machine.Batches);
        foreach ((PageIndex index, Order order, CacheEntry entry) in state.Space.Pages.Entries())
        {
            if (!entry.IsFolio)
            {
                Values.Add(unchecked((long)index.Value));
                Values.Add(order.Value);
                continue;
            }

            KnownFolio known = state.Handles.Know(entry.Folio);
            known.HasIndex = true;
            _cached.Add(known.Handle);
            Rows.Add(Row(known, cached: true));
        }

        foreach (KnownFolio known in state.Handles.Living)
        {
            if (!known.IsFreed && !_cached.Contains(known.Handle))
            {
                Rows.Add(Row(known, cached: false));
            }
        }
    }

    private FolioRow Row(KnownFolio known, bool cached)
    {
        known.Order = known.Folio.Order.Value;
        return new FolioRow(known, cached, _batches.Packed(known.Folio));
    }
}
