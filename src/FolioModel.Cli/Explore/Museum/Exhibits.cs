using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Gmem;

namespace FolioModel.Cli.Explore;

/// <summary>All there is to see.</summary>
internal static class Exhibits
{
    /// <summary>The exhibits, by what they are about.</summary>
    public static IReadOnlyList<Exhibit> All { get; } =
    [
        Lookups.WithoutRecheck, Lookups.SiblingHead, Lookups.GetOnFrozen, Lookups.TruncateWithoutRecheck,
        References.PutBeforeUnlock, References.RemovalDropsEarly, References.EntryBeforeReferences, References.LoserLeaks,
        References.BatchKeepsReference, References.NonAtomicPut, References.PoisonKeepsReference,
        Reclaims.WithoutFreeze, Reclaims.ForgottenUnfreeze, Reclaims.MigrationIgnoresExtra, Reclaims.IsolateTwice,
        Locks.MissedWakeUp, Locks.WriterStarves, Locks.TwoFolios, Locks.FolioThenInvalidate, Locks.SignalKeepsLock, Locks.HoleWithoutLock,
        Allocations.FailureLeaks, Allocations.NodeReuse,
        GmemExhibits.FaultWithoutSequence, GmemExhibits.ConvertWithoutDrain, GmemExhibits.SignedBind, GmemExhibits.UnbindAgainstRelease,
    ];

    /// <summary>An exhibit by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static Exhibit ByName(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new KeyNotFoundException($"there is no exhibit '{name}'; the names are {string.Join(", ", All.Select(e => e.Name))}");
}
