using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The options of <see cref="Machine.Validate"/>: what it checks.</summary>
public sealed record ValidationOptions
{
    /// <summary>Everything, on a machine at rest.</summary>
    public static ValidationOptions Full { get; } = new();

    /// <summary>Only what holds at every scheduling point: for looking at a machine in the middle of an operation.</summary>
    public static ValidationOptions MidOperation { get; } = new() { AtRest = false };

    /// <summary>The groups to be checked.</summary>
    public InvariantGroups Groups { get; init; } = InvariantGroups.All;

    /// <summary>Owners whose invariants are left out, by <see cref="Invariant.Owner"/>.</summary>
    public ImmutableArray<string> ExceptOwners { get; init; } = [];

    /// <summary>Whether no operation is half done, so that the invariants of rest apply too.</summary>
    public bool AtRest { get; init; } = true;

    /// <summary>Whether to walk every list, every tree and every free block as well.</summary>
    public bool Walks { get; init; } = true;

    /// <summary>No more violations are reported than this.</summary>
    public int Limit { get; init; } = 100;
}
