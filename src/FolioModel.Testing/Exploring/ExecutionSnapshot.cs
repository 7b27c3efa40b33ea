namespace FolioModel.Testing;

/// <summary>
/// The facts that an execution found out about a state. They need not be found out again when the same choices lead there again.
/// </summary>
/// <param name="Accesses">What was touched, and the hashes.</param>
/// <param name="Local">A hash of what each task knows.</param>
/// <param name="Spins">What each task has looked at.</param>
/// <param name="FailuresLeft">How many allocations may still fail.</param>
/// <param name="Opaque">The type that keeps states from being compared, or null.</param>
internal sealed record ExecutionSnapshot(AccessSnapshot Accesses, UInt128[] Local, SpinViews[] Spins, int FailuresLeft, string? Opaque);
