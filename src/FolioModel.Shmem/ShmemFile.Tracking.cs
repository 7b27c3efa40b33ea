namespace FolioModel.Shmem;

/// <remarks>To an explorer a file's books are one piece of shared state, and its page cache others.</remarks>
public sealed partial class ShmemFile : ISharedState
{
    private readonly int _stateNumber;

    /// <inheritdoc/>
    int ISharedState.StateNumber => _stateNumber;

    /// <inheritdoc/>
    string ISharedState.StateName => $"books of {_options.Name}";

    /// <inheritdoc/>
    void ISharedState.AddTo(ref StateHash hash)
    {
        hash.Add((ulong)_allocated);
        hash.Add((ulong)_swapped);
        hash.Add((ulong)_charged);
        hash.Add((ulong)_seals);
        hash.Add(_fallocatedEnd.Value);
        hash.Add(_running is null);
        if (_running is { } running)
        {
            hash.Add(running.IsPunch);
            hash.Add(running.Start);
            hash.Add(running.Next);
            hash.Add(running.Added);
            hash.Add(running.WantedByReclaim);
        }
    }

    private void Touch() => _machine.Touch(this);
}
