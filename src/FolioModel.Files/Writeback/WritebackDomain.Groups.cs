using FolioModel.Groups;

namespace FolioModel.Files;

public sealed partial class WritebackDomain
{
    /// <summary>How often the kernel brings the statistics of groups up to date (<c>FLUSH_TIME</c>).</summary>
    private static readonly TimeSpan s_statisticsPeriod = TimeSpan.FromSeconds(2);

    private long _statisticsFlushed;

    /// <summary>Reads the limits of a group and its dirty memory, by its statistics as of their last flush.</summary>
    /// <param name="group">The group, not the root.</param>
    /// <remarks>
    /// <para>
    /// Models <c>mem_cgroup_wb_stats</c>, <c>mdtc_calc_avail</c> and <c>domain_dirty_limits</c> of a group's domain: its share of the
    /// limits goes by its file pages and by what it may still allocate.
    /// </para>
    /// <para>
    /// Statistics are as old as the last <see cref="MemoryGroup.FlushStatistics"/>. A writer that reads them when two seconds of simulated
    /// time have passed since then flushes them; without a clock only the embedder does.
    /// </para>
    /// </remarks>
    public DirtyThresholds Read(MemoryGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Read(group, Read());
    }

    internal DirtyThresholds Read(MemoryGroup group, DirtyThresholds machine)
    {
        long files = group.Flushed(GroupCounter.InactiveFile) + group.Flushed(GroupCounter.ActiveFile);
        long dirty = group.Flushed(GroupCounter.FileDirty) + group.Flushed(GroupCounter.FileWriteback);
        long clean = files - Math.Min(files, dirty);
        long cleanOfMachine = machine.Available - Math.Min(machine.Available, machine.Dirty);
        long cleanOfOthers = cleanOfMachine - Math.Min(cleanOfMachine, clean);
        long available = files + Math.Min(HeadroomOf(group), cleanOfOthers);
        long limit = ShareOf(available, Limits.Bytes, Limits.Ratio, machine.Available);
        long background = ShareOf(available, Limits.BackgroundBytes, Limits.BackgroundRatio, machine.Available);
        background = background >= limit ? limit / 2 : background;
        return new DirtyThresholds(available, background, limit, dirty);
    }

    /// <summary>Brings the statistics of all groups up to date once in a period of simulated time.</summary>
    internal void FlushStatisticsIfDue(FileSystem system)
    {
        long period = system.Now.Ticks / s_statisticsPeriod.Ticks;
        if (system.Clock is not null && period != _statisticsFlushed && _machine.MemoryGroups is [MemoryGroup root, ..])
        {
            _statisticsFlushed = period;
            root.FlushStatistics();
        }
    }

    /// <summary>Pages that a group may still allocate before it or a group above it meets a limit.</summary>
    private static long HeadroomOf(MemoryGroup group)
    {
        long headroom = long.MaxValue;
        for (MemoryGroup? at = group; at is { IsRoot: false }; at = at.Parent)
        {
            long ceiling = Math.Min(at.Max?.Value ?? long.MaxValue, at.High?.Value ?? long.MaxValue);
            headroom = Math.Min(headroom, ceiling - Math.Min(ceiling, at.Usage.Value));
        }

        return headroom;
    }

    /// <summary>A limit in bytes is one of the machine: a group has the part of it that it has of the available memory.</summary>
    private static long ShareOf(long available, long? bytes, int ratio, long availableToMachine)
    {
        long parts = bytes is { } wanted ? Math.Min((wanted + availableToMachine - 1) / availableToMachine, PageSize.Bytes)
            : (long)ratio * PageSize.Bytes / 100;
        return parts * available / PageSize.Bytes;
    }
}
