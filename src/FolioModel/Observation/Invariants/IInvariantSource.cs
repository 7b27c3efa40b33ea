namespace FolioModel.Observation;

/// <summary>An owner's own invariants: whoever keeps state beside the core's (a VM, a pool, a filesystem) checks it here.</summary>
/// <remarks>Attached with <see cref="Machine.AddInvariants"/>; from then on <see cref="Machine.Validate"/> and every monitor ask it too.</remarks>
/// <example>
/// <code>
/// sealed class PoolInvariants(Pool pool) : IInvariantSource
/// {
///     public void Check(InvariantReport report)
///     {
///         if (report.Wants(109) &amp;&amp; pool.Free + pool.InUse != pool.Size)
///         {
///             report.Add(109, default, "the pool does not add up", pool.Size, pool.Free + pool.InUse);
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
