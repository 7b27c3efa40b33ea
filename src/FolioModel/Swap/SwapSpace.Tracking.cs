namespace FolioModel.Swap;

/// <remarks>To an explorer all swap is one piece of shared state: areas, slots, users, and which folio has which slots.</remarks>
public sealed partial class SwapSpace : ISharedState
{
    private readonly int _stateNumber;

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => "swap";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        foreach (SwapArea? area in _areas)
        {
            hash.Add(area is null);
            area?.AddTo(ref hash);
        }

        foreach ((int pfn, SwapEntry entry) in _entries.OrderBy(static e => e.Key))
        {
            hash.Add(pfn);
            hash.Add(entry.ToValue());
        }

        hash.Add(_users.Count);
    }

    private void Touch() => _machine.Touch(this);
}
