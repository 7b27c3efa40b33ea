using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The options of an <see cref="InvariantMonitor"/>: what it checks.</summary>
public sealed record MonitorOptions
{
    /// <summary>The groups to be checked.</summary>
    public InvariantGroups Groups { get; init; } = InvariantGroups.All;

    /// <summary>Owners whose invariants are left out, by <see cref="Invariant.Owner"/>.</summary>
    public ImmutableArray<string> ExceptOwners { get; init; } = [];

    /// <summary>
    /// Frames looked at in each step beyond those the step touched, in turn, so that a change that was not announced is found too.
    /// </summary>
    public int SampledFrames { get; init; } = 4;

    /// <summary>After so many steps the whole machine is validated, walks included; 0 for never.</summary>
    public int StepsBetweenFullValidations { get; init; }
}
