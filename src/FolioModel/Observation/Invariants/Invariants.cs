using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>The invariants of the core. Each owner lists its own; <c>docs/reference/invariants.md</c> is all of them as tables.</summary>
public static class Invariants
{
    /// <summary>Those of the core, by number.</summary>
    public static ImmutableArray<Invariant> Core { get; } =
    [
        .. PageInvariants.All,
        .. ReferenceInvariants.All,
        .. FrozenInvariants.All,
        .. CompoundInvariants.All,
        .. CacheInvariants.All,
        .. TagInvariants.All,
        .. LruInvariants.All,
        .. ReclaimInvariants.All,
        .. ChargeInvariants.All,
        .. SwapInvariants.All,
        .. AnonymousInvariants.All,
        .. LockingInvariants.All,
        .. TransitionInvariants.All,
        .. FailureInvariants.All,
    ];

    /// <summary>Why the invariants of a group must hold, where one of them says nothing else.</summary>
    internal static string ReasonOf(InvariantGroups group) => group switch
    {
        InvariantGroups.Pages => "the allocator hands out only memory that is not in use",
        InvariantGroups.References => "a count is the number of reasons not to reuse the memory",
        InvariantGroups.Frozen => "a frozen folio belongs to one owner",
        InvariantGroups.Compound => "a folio is one unit",
        InvariantGroups.PageCache => "the cache and its folios tell the same story",
        InvariantGroups.Tags => "tags are an index of the flags",
        InvariantGroups.Lru => "lists are an index of the flags and hold nothing",
        InvariantGroups.Reclaim => "reclaim takes only folios that are not in use",
        InvariantGroups.Locking => "who may change what is decided by locks",
        InvariantGroups.Transitions => "an operation does what it says and nothing else",
        _ => "the owner accounts for what it took",
    };
}
