namespace FolioModel.Hugetlb;

/// <summary>The limits of a mount: no more than a maximum, and a minimum that is reserved from the start.</summary>
/// <remarks>
/// Models <c>struct hugepage_subpool</c>. It outlives its mount while folios in use still count to it.
/// </remarks>
[SharedState("the limits of a mount", Machine = "_pool.Machine")]
public sealed partial class HugetlbSubpool : ISharedState
{
    private readonly HugePagePool _pool;
    private readonly SpinLock _lock;

    internal HugetlbSubpool(HugePagePool pool, long? maximum, long? minimum)
    {
        _pool = pool;
        _stateNumber = pool.Machine.NewStateNumber();
        _lock = new SpinLock(pool.Machine, HugetlbLocks.SubpoolLock, "spool->lock");
        Maximum = maximum;
        Minimum = minimum;
        _handles = 1;
        Reserved = minimum ?? 0;
        pool.Reserves.Subpools.Add(this);
    }

    /// <summary>The most huge pages that may be in use or reserved, or null for no limit (<c>max_hpages</c>).</summary>
    public long? Maximum { get; }

    /// <summary>Huge pages in use or reserved; counted only where there is a maximum (<c>used_hpages</c>).</summary>
    [Shared]
    public partial long Used { get; private set; }

    /// <summary>Huge pages kept for the mount, or null (<c>min_hpages</c>).</summary>
    public long? Minimum { get; }

    /// <summary>How many of the minimum are not used yet: reserved by the pool for this mount (<c>rsv_hpages</c>).</summary>
    [Shared]
    public partial long Reserved { get; private set; }

    /// <summary>Takes huge pages into the limits.</summary>
    /// <param name="count">How many.</param>
    /// <returns>How many of them must come out of the pool, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>hugepage_subpool_get_pages</c>.</remarks>
    [Interleaved]
    public SubpoolCharge Get(long count)
    {
        using KernelTask.FunctionScope function = _pool.Machine.Current.Enter("hugepage_subpool_get_pages");
        _lock.Acquire();
        SubpoolCharge charge = GetLocked(count);
        _lock.Release();
        return charge;
    }

    /// <summary>Gives huge pages back.</summary>
    /// <param name="count">How many.</param>
    /// <returns>How many reserves of the pool must be dropped: fewer than given back while the mount is below its minimum.</returns>
    /// <remarks>Models <c>hugepage_subpool_put_pages</c>.</remarks>
    [Interleaved]
    public long Put(long count)
    {
        using KernelTask.FunctionScope function = _pool.Machine.Current.Enter("hugepage_subpool_put_pages");
        _lock.Acquire();
        long dropped = PutLocked(count);
        bool unused = IsUnused;
        _lock.Release();
        if (unused)
        {
            Release();
        }

        return dropped;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"max {Maximum?.ToString() ?? "-"}, used {Used}, min {Minimum?.ToString() ?? "-"}, reserved {Reserved}";

    /// <summary><see cref="Get(long)"/> for a mount that may have no limits.</summary>
    [Interleaved]
    internal static SubpoolCharge Get(HugetlbSubpool? subpool, long count) =>
        subpool is null ? new SubpoolCharge(Errno.None, count) : subpool.Get(count);

    /// <summary><see cref="Put(long)"/> for a mount that may have no limits.</summary>
    [Interleaved]
    internal static long Put(HugetlbSubpool? subpool, long count) => subpool is null ? count : subpool.Put(count);

    /// <summary>The mount is gone.</summary>
    /// <remarks>Models <c>hugepage_put_subpool</c>.</remarks>
    [Interleaved]
    internal void Unmount()
    {
        _lock.Acquire();
        Handles--;
        bool unused = IsUnused;
        _lock.Release();
        if (unused)
        {
            Release();
        }
    }

    /// <summary>The mount itself, while it is there (<c>count</c>).</summary>
    [Shared]
    private partial int Handles { get; set; }

    /// <summary>Freed: its minimum has been given back to the pool.</summary>
    [Shared]
    private partial bool IsReleased { get; set; }

    private bool IsUnused => Handles == 0 && !IsReleased && (Maximum is null ? Minimum is null || Reserved == Minimum : Used == 0);

    [Interleaved]
    private SubpoolCharge GetLocked(long count)
    {
        if (Maximum is { } maximum)
        {
            if (Used + count > maximum)
            {
                return new SubpoolCharge(Errno.ENOMEM, 0);
            }

            _pool.Machine.Point(SchedulingPoint.Inside, _lock);
            Used += count;
        }

        long covered = Math.Min(count, Reserved);
        Reserved -= covered;
        return new SubpoolCharge(Errno.None, count - covered);
    }

    private long PutLocked(long count)
    {
        if (Maximum is not null)
        {
            Used -= count;
        }

        if (Minimum is not { } minimum || Used >= minimum)
        {
            return count;
        }

        long kept = Math.Min(count, minimum - Reserved);
        Reserved += kept;
        return count - kept;
    }

    [Interleaved]
    private void Release()
    {
        IsReleased = true;
        _pool.Reserves.Subpools.Remove(this);
        _pool.Reserves.AccountMemory(-(Minimum ?? 0));
    }
}
