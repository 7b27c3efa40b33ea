namespace FolioModel.Observation;

/// <summary>Checks an owner's invariants: those of state that it keeps beside the core's (a VM, a pool, a filesystem).</summary>
/// <remarks>
/// Attached with <see cref="Machine.AddInvariants"/>; from then on <see cref="Machine.Validate"/> and every monitor ask it too.
/// </remarks>
/// <example>
/// <code>
/// sealed class PoolChecks(Pool pool) : IInvariantSource
/// {
///     public static readonly Invariant PoolAddsUp = new(
///         "pool", nameof(PoolAddsUp), "free + in use == size", InvariantMoment.AtRest, InvariantEnforcement.Validated);
///
///     public void Check(InvariantReport report)
///     {
///         if (report.Wants(PoolAddsUp) &amp;&amp; pool.Free + pool.InUse != pool.Size)
///         {
///             report.Add(PoolAddsUp, default, "the pool does not add up", pool.Size, pool.Free + pool.InUse);
///         }
///     }
/// }
/// </code>
/// </example>
public interface IInvariantSource
{
    /// <summary>Looks at the state and reports what does not hold. Must not change anything.</summary>
    /// <param name="report">Where to report; says what is asked for.</param>
    void Check(InvariantReport report);
}
