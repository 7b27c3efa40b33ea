using System.Collections.Immutable;

namespace FolioModel;

public sealed partial class Machine
{
    private readonly List<IInvariantSource> _invariantSources = [];

    /// <summary>Owners that check state of their own.</summary>
    internal IReadOnlyList<IInvariantSource> InvariantSources => _invariantSources;

    /// <summary>Looks at the whole machine and says which invariants do not hold. Changes nothing and throws nothing.</summary>
    /// <param name="options">What to look at; null for everything, on a machine at rest.</param>
    /// <returns>The violations; none on a sound machine.</returns>
    /// <remarks>
    /// Costs a walk over all memory. To check after every step of a long run use <see cref="MonitorInvariants"/>, which looks at what the
    /// step touched. What needs to know the holders is checked only with <see cref="MachineOptions.Ledger"/>.
    /// </remarks>
    public ImmutableArray<InvariantViolation> Validate(ValidationOptions? options = null)
    {
        InvariantReport report = new(this, options ?? ValidationOptions.Full);
        MachineChecks.Run(report);
        foreach (IInvariantSource source in _invariantSources)
        {
            source.Check(report);
        }

        return report.Found;
    }

    /// <summary>Adds an owner's checks to those of the machine.</summary>
    /// <param name="source">The owner's checks.</param>
    public void AddInvariants(IInvariantSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _invariantSources.Add(source);
    }

    /// <summary>Removes the checks of an owner that is gone.</summary>
    /// <param name="source">What was added before.</param>
    public void RemoveInvariants(IInvariantSource source) => _invariantSources.Remove(source);

    /// <summary>
    /// Starts to note what operations touch, so that the invariants can be checked after each step at the cost of the step.
    /// </summary>
    /// <param name="options">What to look at; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There is a monitor already.</exception>
    public InvariantMonitor MonitorInvariants(MonitorOptions? options = null)
    {
        if (_instrumentation?.Touched is not null)
        {
            throw new InvalidOperationException("the machine is monitored already; dispose of that monitor first");
        }

        TouchedFrames touched = new(Options.Pages);
        Instrument().Touched = touched;
        return new InvariantMonitor(this, touched, options ?? new MonitorOptions());
    }

    internal void EndMonitoring()
    {
        Instrument().Touched = null;
        DropIdleInstrumentation();
    }

    /// <summary>Notes for a monitor that a folio's state changed where no reference did.</summary>
    internal void MarkChanged(int pfn) => _instrumentation?.Touched?.Add(pfn);
}
