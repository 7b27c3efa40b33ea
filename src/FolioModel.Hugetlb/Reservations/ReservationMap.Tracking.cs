namespace FolioModel.Hugetlb;

/// <summary>The map as shared state.</summary>
public sealed partial class ReservationMap
{
    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => _lock.Name;

    private List<ReservedRegion> Table => Touched()._regions;

    /// <summary>Descriptors that are allocated and in no region yet.</summary>
    private int Spare
    {
        get => Touched()._spare;
        set => Touched()._spare = value;
    }

    /// <summary>How many of them changes that have begun count on.</summary>
    private int Promised
    {
        get => Touched()._promised;
        set => Touched()._promised = value;
    }

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add(_spare);
        hash.Add(_promised);
        foreach (ReservedRegion region in _regions)
        {
            hash.Add(region.From.Value);
            hash.Add(region.To.Value);
            hash.Add(region.IsCharged);
        }
    }

    private ReservationMap Touched()
    {
        _pool.Machine.Touch(this);
        return this;
    }
}
