namespace FolioModel.Testing;

/// <summary>An operation of a subject has seen that an invariant does not hold.</summary>
/// <param name="invariant">The invariant.</param>
/// <param name="message">What is wrong.</param>
public sealed class BrokenInvariantException(Invariant invariant, string message) : FolioModelException(message)
{
    /// <summary>The invariant that does not hold.</summary>
    public Invariant Invariant { get; } = invariant;
}
