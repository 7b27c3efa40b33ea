namespace FolioModel.Files;

/// <summary>Limits the dirty memory of a machine, over all its filesystems, and that of its memory control groups.</summary>
/// <remarks>Models <c>global_wb_domain</c> and the groups' <c>cgwb_domain</c> with <c>domain_dirty_limits</c>.</remarks>
public sealed partial class WritebackDomain
{
    private static readonly TimeSpan s_limitPeriod = TimeSpan.FromMilliseconds(200);

    private readonly Machine _machine;
    private readonly long[] _dirtiedOfCpu;
    private TimeSpan _limitUpdated;

    /// <summary>Creates a domain.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="limits">The limits; null for the kernel's defaults.</param>
    public WritebackDomain(Machine machine, WritebackLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        Limits = limits ?? new WritebackLimits();
        _dirtiedOfCpu = new long[machine.Options.Cpus];
        DirtyThresholds now = Read();
        SmoothLimit = now.Limit;
        RateLimitPages = Math.Max(now.Limit / (machine.Options.Cpus * 32L), 16);
    }

    /// <summary>The limits.</summary>
    public WritebackLimits Limits { get; }

    /// <summary>The limit that follows <see cref="DirtyThresholds.Limit"/> down slowly, so that a fall does not stop all writers.</summary>
    public long SmoothLimit { get; private set; }

    /// <summary>Pages that tasks of one CPU may dirty before one of them looks at the limits (<c>ratelimit_pages</c>).</summary>
    internal long RateLimitPages { get; }

    internal CompletionShare Completions { get; } = new(CompletionShare.BatchOfDomain);

    /// <summary>Reads limits and dirty memory as they are now.</summary>
    /// <remarks>Models <c>domain_dirty_limits</c> and <c>global_dirtyable_memory</c>.</remarks>
    public DirtyThresholds Read()
    {
        long reserve = _machine.Allocator.ReservePageCount.Value;
        long free = _machine.Allocator.FreePageCount.Value + _machine.Allocator.PerCpuPageCount.Value;
        long available = free - Math.Min(free, reserve)
            + _machine.Lru[LruListKind.InactiveFile].Pages.Value + _machine.Lru[LruListKind.ActiveFile].Pages.Value + 1;
        long limit = Limits.Bytes is { } bytes ? PageCount.RoundedUp(bytes).Value : available * Limits.Ratio / 100;
        long background = Limits.BackgroundBytes is { } some ? PageCount.RoundedUp(some).Value : available * Limits.BackgroundRatio / 100;
        background = background >= limit ? limit / 2 : background;
        return new DirtyThresholds(available, background, limit, _machine.Statistics.FileDirty + _machine.Statistics.Writeback);
    }

    /// <summary>Counts pages that a task of the current CPU dirtied.</summary>
    internal void CountDirtied(int cpu, long pages) => _dirtiedOfCpu[cpu] += pages;

    /// <summary>Whether the tasks of a CPU together have dirtied so much that one of them must look.</summary>
    internal bool TakeCpuTurn(int cpu)
    {
        if (_dirtiedOfCpu[cpu] < RateLimitPages)
        {
            return false;
        }

        _dirtiedOfCpu[cpu] = 0;
        return true;
    }

    /// <summary>Pages that the tasks of a CPU may dirty before <see cref="TakeCpuTurn"/> is true.</summary>
    internal long PagesUntilCpuTurn(int cpu) => RateLimitPages - _dirtiedOfCpu[cpu];

    internal void ResetCpu(int cpu) => _dirtiedOfCpu[cpu] = 0;

    /// <summary>Pages reached a device.</summary>
    /// <remarks>Models <c>wb_domain_writeout_add</c>.</remarks>
    internal void CountWritten(FileSystem system, long pages)
    {
        Completions.Add(system.Now, pages);
        system.Throttle.Bandwidth.Completions.Add(system.Now, pages);
    }

    /// <summary>A device's part of a threshold: its part of what was written lately.</summary>
    /// <remarks>Models <c>wb_calc_thresh</c>.</remarks>
    internal long ShareOf(FileSystem system, long threshold)
    {
        double own = system.Throttle.Bandwidth.Completions.At(system.Now);
        double all = Math.Max(Completions.At(system.Now), own);
        return all <= 0 ? 0 : (long)(threshold * (own / all));
    }

    /// <summary>Lets the smooth limit follow.</summary>
    /// <remarks>Models <c>domain_update_dirty_limit</c>.</remarks>
    internal void FollowLimit(TimeSpan now, DirtyThresholds thresholds)
    {
        if (now - _limitUpdated < s_limitPeriod)
        {
            return;
        }

        _limitUpdated = now;
        long target = Math.Max(thresholds.Limit, SmoothLimit < thresholds.Limit ? thresholds.Limit : thresholds.Dirty);
        SmoothLimit = SmoothLimit < thresholds.Limit ? thresholds.Limit : SmoothLimit - Math.Max(SmoothLimit - target, 0) / 32;
    }

    /// <summary>The limit that holds at the moment (<c>hard_dirty_limit</c>).</summary>
    internal long HardLimit(DirtyThresholds thresholds) => Math.Max(thresholds.Limit, SmoothLimit);
}
