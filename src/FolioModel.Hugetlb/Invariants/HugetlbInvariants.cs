using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>The invariants of hugetlb.</summary>
public static class HugetlbInvariants
{
    /// <summary>The owner of these invariants, as <see cref="Invariant.Owner"/> names it.</summary>
    public const string Owner = "hugetlb";

    private const string Why = "the owner accounts for what it took";

    /// <summary>
    /// I-109. hstate: nr == free + in use; 0 &lt;= resv &lt;= free but for what the kernel itself loses; surplus &lt;= overcommit unless
    /// the pool was shrunk below its use.
    /// </summary>
    public static readonly Invariant HugetlbPoolAddsUp = new(
        Owner, nameof(HugetlbPoolAddsUp),
        "hstate: nr == free + in use; 0 <= resv <= free but for what the kernel itself loses; surplus <= overcommit unless the "
            + "pool was shrunk below its use",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 109,
        Reason = Why,
        Where = "HugePagePool",
    };

    /// <summary>I-110. Pool-free hugetlb folio: ref 0, mapcount 0, no mapping.</summary>
    public static readonly Invariant PoolFreeHugetlbIsUnreferenced = new(
        Owner, nameof(PoolFreeHugetlbIsUnreferenced),
        "Pool-free hugetlb folio: ref 0, mapcount 0, no mapping",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 110,
        Reason = Why,
        KernelCheck = "VM_BUG_ON_FOLIO(ref) in enqueue and free",
        Where = "HugePagePool",
    };

    /// <summary>I-111. hugetlb in cache: nr cache refs, dirty, uptodate, no reservation flag.</summary>
    public static readonly Invariant CachedHugetlbHasCacheReferences = new(
        Owner, nameof(CachedHugetlbHasCacheReferences),
        "hugetlb in cache: nr cache refs, dirty, uptodate, no reservation flag",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 111,
        Reason = Why,
        KernelCheck = "VM_BUG_ON_FOLIO(restore_reserve) at removal",
        Where = "HugePagePool",
    };

    /// <summary>I-112. subpool: 0 &lt;= used &lt;= max, 0 &lt;= rsv &lt;= min.</summary>
    public static readonly Invariant SubpoolIsWithinItsLimits = new(
        Owner, nameof(SubpoolIsWithinItsLimits),
        "subpool: 0 <= used <= max, 0 <= rsv <= min",
        InvariantMoment.AtRest, InvariantEnforcement.Validated)
    {
        Number = 112,
        Reason = Why,
        Where = "HugePagePool",
    };

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All { get; } =
    [
        HugetlbPoolAddsUp,
        PoolFreeHugetlbIsUnreferenced,
        CachedHugetlbHasCacheReferences,
        SubpoolIsWithinItsLimits,
    ];
}
