using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>
/// The regions of a file, or of a private mapping, that are entered as reserved. For a file a region means "reserved or present"; for a
/// private mapping it means the opposite, "the reservation was used".
/// </summary>
/// <remarks>
/// Models <c>struct resv_map</c>. Adding takes two steps: <see cref="Change"/> says how much is missing and sets descriptors aside, so that
/// nothing can fail any more when <see cref="Add"/> ends it, or <see cref="Abort"/>.
/// </remarks>
[SharedState("{_lock.Name}", Machine = "_pool.Machine")]
public sealed partial class ReservationMap : ISharedState
{
    private readonly HugePagePool _pool;
    private readonly SpinLock _lock;

    internal ReservationMap(HugePagePool pool, string name)
    {
        _pool = pool;
        _stateNumber = pool.Machine.NewStateNumber();
        _cacheCount = 1;
        _lock = new SpinLock(pool.Machine, HugetlbLocks.ReservationLock, $"resv_map lock of {name}");
    }

    /// <summary>The regions, in order. Neighbours need not be merged.</summary>
    public ImmutableArray<ReservedRegion> Regions => [.. Table];

    [Shared]
    private partial List<ReservedRegion> Table { get; }

    /// <summary>Descriptors that are allocated and in no region yet (<c>region_cache_count</c>).</summary>
    [Shared]
    private partial int CacheCount { get; set; }

    /// <summary>How many of them changes that have begun count on (<c>adds_in_progress</c>).</summary>
    [Shared]
    private partial int AddsInProgress { get; set; }

    /// <summary>Prepares to add a range.</summary>
    /// <param name="from">First huge page.</param>
    /// <param name="to">Right behind the last.</param>
    /// <returns>How many huge pages of it are missing, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>region_chg</c>.</remarks>
    [Interleaved]
    internal ReservationChange Change(HugeIndex from, HugeIndex to)
    {
        _lock.Acquire();
        List<ReservedRegion> gaps = GapsIn(from, to, charged: false);
        int descriptors = Math.Max(gaps.Count, 1);
        bool enough = AllocateEntries(descriptors);
        if (enough)
        {
            AddsInProgress += descriptors;
        }

        _lock.Release();
        return enough ? new ReservationChange(Errno.None, gaps.Sum(static g => g.Pages), descriptors)
            : new ReservationChange(Errno.ENOMEM, 0);
    }

    /// <summary>Adds a range that was prepared.</summary>
    /// <param name="from">First huge page.</param>
    /// <param name="to">Right behind the last.</param>
    /// <param name="descriptors">What <see cref="Change"/> set aside.</param>
    /// <param name="charged">Charged to the control group of the task that maps it.</param>
    /// <returns>
    /// How many huge pages were added: fewer than were missing if another task was faster. <see cref="Errno.ENOMEM"/> only where the map
    /// has more gaps by now.
    /// </returns>
    /// <remarks>Models <c>region_add</c>.</remarks>
    [Interleaved]
    internal ReservationChange Add(HugeIndex from, HugeIndex to, int descriptors, bool charged)
    {
        _lock.Acquire();
        List<ReservedRegion> gaps = GapsIn(from, to, charged);
        while (gaps.Count > descriptors && CacheCount < AddsInProgress + gaps.Count - descriptors)
        {
            if (!AllocateEntries(gaps.Count - descriptors))
            {
                _lock.Release();
                return new ReservationChange(Errno.ENOMEM, 0);
            }

            gaps = GapsIn(from, to, charged);
        }

        _pool.Machine.Point(SchedulingPoint.Inside, _lock);
        foreach (ReservedRegion gap in gaps)
        {
            CacheCount--;
            Insert(gap);
        }

        AddsInProgress -= descriptors;
        _lock.Release();
        return new ReservationChange(Errno.None, gaps.Sum(static g => g.Pages));
    }

    /// <summary>Gives up a range that was prepared.</summary>
    /// <param name="descriptors">What <see cref="Change"/> set aside.</param>
    /// <remarks>Models <c>region_abort</c>.</remarks>
    [Interleaved]
    internal void Abort(int descriptors)
    {
        _lock.Acquire();
        AddsInProgress -= descriptors;
        _lock.Release();
    }

    /// <summary>Deletes a range.</summary>
    /// <param name="from">First huge page.</param>
    /// <param name="to">Right behind the last.</param>
    /// <returns>
    /// How many huge pages were in the map; or <see cref="Errno.ENOMEM"/> when a region falls in two and there is no descriptor for the
    /// second.
    /// </returns>
    /// <remarks>Models <c>region_del</c>.</remarks>
    [Interleaved]
    internal ReservationChange Delete(HugeIndex from, HugeIndex to)
    {
        _lock.Acquire();
        bool splits = Table.Exists(r => r.From < from && to < r.To);
        if (splits && CacheCount > AddsInProgress)
        {
            CacheCount--;
        }
        else if (splits && FailsDescriptor())
        {
            _lock.Release();
            return new ReservationChange(Errno.ENOMEM, 0);
        }

        long deleted = CountLocked(from, to);
        Cut(from, to);
        _lock.Release();
        return new ReservationChange(Errno.None, deleted);
    }

    /// <summary>How many huge pages of a range are in the map.</summary>
    /// <param name="from">First huge page.</param>
    /// <param name="to">Right behind the last.</param>
    /// <remarks>Models <c>region_count</c>.</remarks>
    [Interleaved]
    public long Count(HugeIndex from, HugeIndex to)
    {
        _lock.Acquire();
        long count = CountLocked(from, to);
        _lock.Release();
        return count;
    }

    /// <inheritdoc/>
    public override string ToString() => Table.Count == 0 ? "empty" : string.Join(' ', Table);

    private long CountLocked(HugeIndex from, HugeIndex to)
    {
        long count = 0;
        foreach (ReservedRegion region in Table)
        {
            count += Math.Max(0, Math.Min(region.To.Value, to.Value) - Math.Max(region.From.Value, from.Value));
        }

        return count;
    }

    private List<ReservedRegion> GapsIn(HugeIndex from, HugeIndex to, bool charged)
    {
        List<ReservedRegion> gaps = [];
        foreach (ReservedRegion region in Table)
        {
            if (region.From >= to)
            {
                break;
            }

            if (region.From > from)
            {
                gaps.Add(new ReservedRegion(from, region.From, charged));
            }

            from = region.To > from ? region.To : from;
        }

        if (from < to)
        {
            gaps.Add(new ReservedRegion(from, to, charged));
        }

        return gaps;
    }

    /// <summary>Puts a region into a gap and merges it with neighbours of its kind.</summary>
    private void Insert(ReservedRegion region)
    {
        int at = Table.FindIndex(r => r.From >= region.To);
        at = at < 0 ? Table.Count : at;
        if (at < Table.Count && Table[at].From == region.To && Table[at].IsCharged == region.IsCharged)
        {
            region = region with { To = Table[at].To };
            Table.RemoveAt(at);
        }

        if (at > 0 && Table[at - 1].To == region.From && Table[at - 1].IsCharged == region.IsCharged)
        {
            region = region with { From = Table[at - 1].From };
            Table.RemoveAt(--at);
        }

        Table.Insert(at, region);
    }

    private void Cut(HugeIndex from, HugeIndex to)
    {
        for (int i = 0; i < Table.Count;)
        {
            ReservedRegion region = Table[i];
            if (region.To <= from || region.From >= to)
            {
                i++;
                continue;
            }

            Table.RemoveAt(i);
            if (region.From < from)
            {
                Table.Insert(i++, region with { To = from });
            }

            if (to < region.To)
            {
                Table.Insert(i++, region with { From = to });
            }
        }
    }

    /// <summary>Allocates descriptors until there are so many beyond those that changes in progress count on. Lock required.</summary>
    /// <remarks>Models <c>allocate_file_region_entries</c>: the lock is let go while memory is allocated.</remarks>
    [Interleaved]
    private bool AllocateEntries(int descriptors)
    {
        while (CacheCount < AddsInProgress + descriptors)
        {
            int missing = AddsInProgress + descriptors - CacheCount;
            _lock.Release();
            _pool.Machine.Point(SchedulingPoint.Allocate);
            bool failed = false;
            for (int i = 0; i < missing && !failed; i++)
            {
                failed = FailsDescriptor();
            }

            _lock.Acquire();
            if (failed)
            {
                return false;
            }

            CacheCount += missing;
        }

        return true;
    }

    private bool FailsDescriptor() => _pool.Options.FailsDescriptor is { } fails && fails();
}
