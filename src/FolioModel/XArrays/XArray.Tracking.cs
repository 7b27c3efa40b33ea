namespace FolioModel.XArrays;

public sealed partial class XArray
{
    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => "array head";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add((ulong)_head);
        hash.Add(HeadShift);
        hash.Add(_flags);
    }

    internal bool IsTracked => _stateNumber >= 0;

    /// <summary>Numbers the array as a piece of a machine's shared state, when it is made.</summary>
    internal void Track(Machine machine)
    {
        if (AccessTracking.IsOn)
        {
            _stateNumber = machine.NewStateNumber();
        }
    }
}
