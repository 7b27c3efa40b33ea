using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// How far <see cref="Reserved"/> is above what is promised, or below it where negative: 6.12 loses its own count on a few paths, and so
    /// does the model. It never comes back in step.
    /// </summary>
    /// <remarks>
    /// Above: an allocation that uses up a mount's minimum without a right to reserved pages (a child's copy of a private mapping, a private
    /// mapping without reservation, a copy by the owner that gets a surplus page) leaves <c>resv_huge_pages</c> as it was. Below: an allocation
    /// or reservation that fails below the minimum hands the mount pages that were never promised, and <c>hugetlb_fix_reserve_counts</c> may
    /// fail.
    /// </remarks>
    [Shared]
    public partial long ReservedInError { get; internal set; }

    /// <summary>The mounts with limits that exist, or that folios in use still count to.</summary>
    [Shared]
    internal partial List<HugetlbSubpool> Subpools { get; }

    /// <summary>To whom huge pages are promised: together <see cref="Reserved"/>, but for <see cref="ReservedInError"/> and pages on their way back.</summary>
    /// <returns>
    /// The mounts' minimums as far as they are not used, the files' reservations of places without a page, and what the owners of private
    /// mappings reserved and did not use. Those without any are left out.
    /// </returns>
    public ImmutableArray<ReservationHolder> ReservationHolders()
    {
        ImmutableArray<ReservationHolder>.Builder holders = ImmutableArray.CreateBuilder<ReservationHolder>();
        foreach (HugetlbSubpool subpool in Subpools)
        {
            Name(holders, "minimum of a mount", subpool.Reserved);
        }

        foreach (HugetlbFile file in Files)
        {
            Name(holders, $"reserved in '{file.Mapping.Name}'", file.Reservations.Count(new HugeIndex(0), HugeIndex.End) - file.CachedReservations());
            foreach (HugetlbMapping mapping in file.Mappings)
            {
                if (mapping.UsedReservations is { } used)
                {
                    Name(holders, $"private mapping of '{file.Mapping.Name}'", mapping.End - mapping.Start - used.Count(mapping.Start, mapping.End));
                }
            }
        }

        return holders.ToImmutable();
    }

    /// <summary>In-use pages whose last put will make a promise again that its holder already has back.</summary>
    internal long PromisesOnTheirWayBack => Pages.Count(static p => !p.Has(HugePageFlags.Freed) && p.Has(HugePageFlags.RestoreReserve));

    /// <summary>
    /// Gives back what a mount's limits granted to something that failed. The mount may keep more of it for its minimum than it had granted from
    /// there, or less: 6.12 does not carry the difference over to the pool.
    /// </summary>
    [Interleaved]
    internal void GiveUp(HugetlbSubpool? subpool, long count, long fromPool) => ReservedInError += HugetlbSubpool.Put(subpool, count) - fromPool;

    private static void Name(ImmutableArray<ReservationHolder>.Builder holders, string holder, long pages)
    {
        if (pages != 0)
        {
            holders.Add(new ReservationHolder(holder, pages));
        }
    }
}
