namespace FolioModel.Interleaving;

/// <summary>
/// Modelled state that several tasks see. Before code reads or changes it, it says so: <see cref="Machine.Track(ISharedState)"/>.
/// </summary>
/// <remarks>
/// An explorer learns in this way which steps of which tasks depend on each other, and when two states are the same. An owner that adds
/// shared state to the model (invalidation counters, page tables) implements this for it.
/// </remarks>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public interface ISharedState
{
    /// <summary>Number of the state in its machine: see <see cref="Machine.NewStateNumber"/>.</summary>
    int StateNumber { get; }

    /// <summary>The state's name in reports.</summary>
    string StateName { get; }

    /// <summary>Adds all there is to the state to a hash.</summary>
    /// <param name="hash">The hash.</param>
    void AddTo(ref StateHash hash);
}
