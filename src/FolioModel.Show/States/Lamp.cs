using System.Collections.Immutable;

namespace FolioModel.Show;

/// <summary>Whether an operation that wants a folio to itself could have it at one moment, and who is in its way.</summary>
/// <param name="Name">The operation: <c>freeze</c>, <c>migrate</c>, <c>convert</c> or <c>reclaim</c>.</param>
/// <param name="InTheWay">Who or what is in the way, in words; empty where the operation could go ahead.</param>
public sealed record Lamp(string Name, ImmutableArray<string> InTheWay)
{
    /// <summary>Whether the operation could go ahead.</summary>
    public bool IsOn => InTheWay.IsEmpty;

    /// <summary>The lamps of a folio: what a caller could do that comes now and takes one reference of its own.</summary>
    /// <param name="folio">The folio; with the ledger on, so that its holders are known.</param>
    /// <remarks>
    /// Models the tests of <c>folio_ref_freeze</c> in a split, <c>folio_migrate_mapping</c>, <c>shrink_folio_list</c> and guest_memfd's
    /// conversion: each expects the references that the folio's own state accounts for, and its caller's.
    /// </remarks>
    public static ImmutableArray<Lamp> Of(FolioSnapshot folio)
    {
        ArgumentNullException.ThrowIfNull(folio);
        ImmutableArray<string> locked = folio.Flags.HasFlag(FolioFlags.Locked)
            ? [$"its lock is held{(folio.LockedBy is { } owner ? $" by {owner}" : "")}"]
            : [];
        ImmutableArray<string> frozen = folio.IsFrozen ? ["it is frozen already"] : [];
        ImmutableArray<string> writeback = folio.Flags.HasFlag(FolioFlags.Writeback) ? ["it is under writeback"] : [];
        ImmutableArray<string> extra = Holders(folio, static h => h.Class != HolderClass.Expected);
        ImmutableArray<string> extraBesideIsolation = Holders(
            folio, static h => h.Class != HolderClass.Expected && h.Kind != HolderKind.Isolation);
        ImmutableArray<string> stays = folio.Flags.HasFlag(FolioFlags.Unevictable) ? ["it is unevictable"] : [];
        ImmutableArray<string> notCache = Holders(folio, static h => h.Kind != HolderKind.PageCache);
        ImmutableArray<string> cold = folio.Flags.HasFlag(FolioFlags.Lru)
            || folio.Holders.Any(static h => h.Kind == HolderKind.Isolation)
            ? []
            : ["it is on no LRU list"];
        return
        [
            new Lamp("freeze", [.. frozen, .. locked, .. writeback, .. extra]),
            new Lamp("migrate", [.. frozen, .. locked, .. writeback, .. cold, .. extraBesideIsolation]),
            new Lamp("convert", [.. frozen, .. locked, .. notCache]),
            new Lamp("reclaim", [.. frozen, .. locked, .. writeback, .. stays, .. cold, .. extraBesideIsolation]),
        ];
    }

    private static ImmutableArray<string> Holders(FolioSnapshot folio, Func<ReferenceHolder, bool> isInTheWay) =>
        [.. folio.Holders.Where(isInTheWay).Select(static h => h.ToString())];
}
