using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>All invariants by number. <c>docs/reference/invariants.md</c> is this list as a table.</summary>
public static class Invariants
{
    private static readonly ImmutableArray<Invariant> s_all =
    [
        .. PagesCatalogue.All,
        .. ReferencesCatalogue.All,
        .. FrozenCatalogue.All,
        .. CompoundCatalogue.All,
        .. PageCacheCatalogue.All,
        .. TagsCatalogue.All,
        .. LruCatalogue.All,
        .. ReclaimCatalogue.All,
        .. LockingCatalogue.All,
        .. GmemCatalogue.All,
        .. ShmemAndHugetlbCatalogue.All,
        .. TransitionsCatalogue.All,
    ];

    /// <summary>All of them, by number.</summary>
    public static ImmutableArray<Invariant> All => s_all;

    /// <summary>The invariant with a number.</summary>
    /// <param name="number">1 to 120.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such invariant.</exception>
    public static Invariant Get(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, s_all.Length);
        return s_all[number - 1];
    }
}
