using FolioModel.Groups;

namespace FolioModel.Reclaim;

/// <summary>
/// The commands and settings of user space for the multi-generation LRU: aging, eviction, and how long the young are spared.
/// </summary>
/// <remarks>
/// Models <c>/sys/kernel/debug/lru_gen</c> and <c>/sys/kernel/mm/lru_gen/min_ttl_ms</c>. The text forms are in the other part.
/// </remarks>
/// <example><code>
/// GenerationControl lru = machine.Generations;
/// lru.Age(null, machine.Lru.Generations!.Youngest);            // "+ 0 0 3"
/// lru.Evict(null, 0, pages: new PageCount(64));                // "- 0 0 0 60 64"
/// Console.WriteLine(lru.Describe());
/// </code></example>
public sealed partial class GenerationControl
{
    private readonly Machine _machine;

    internal GenerationControl(Machine machine) => _machine = machine;

    /// <summary>The time of the embedder, from any beginning; null while it stands still.</summary>
    /// <remarks>Models <c>jiffies</c>, by which generations have an age.</remarks>
    public Func<TimeSpan>? Clock { get; set; }

    /// <summary>
    /// How long a generation is spared. When every generation of every group is younger, the background reclaimer ends a process rather
    /// than take what was used so recently: no thrashing. Zero for no such rule.
    /// </summary>
    /// <remarks>Models <c>min_ttl_ms</c>. Without a <see cref="Clock"/> nothing grows older.</remarks>
    public TimeSpan MinimumTimeToLive { get; set; }

    internal TimeSpan Now => Clock?.Invoke() ?? TimeSpan.Zero;

    /// <summary>Makes a new youngest generation, after the folios in use were moved into the present one.</summary>
    /// <param name="group">The group; null for the root, or a machine without groups.</param>
    /// <param name="sequence">The youngest generation, as the caller knows it.</param>
    /// <param name="canSwap">Whether folios of anonymous memory age too; null for what the swap settings say.</param>
    /// <param name="force">Whether that is done although there are four generations, so that the oldest two become one.</param>
    /// <returns>
    /// Success, also where another task made a younger generation meanwhile; <see cref="Errno.EINVAL"/> for a generation that does not
    /// exist or under the classic LRU; <see cref="Errno.ERANGE"/> where there are four generations already.
    /// </returns>
    /// <remarks>Models the command <c>+</c> (<c>run_aging</c>).</remarks>
    [Interleaved]
    public Errno Age(MemoryGroup? group, long sequence, bool? canSwap = null, bool force = true)
    {
        if (ListsOf(group) is not { Generations: { } generations } lru || sequence > generations.Youngest)
        {
            return Errno.EINVAL;
        }

        if (sequence < generations.Youngest)
        {
            return Errno.None;
        }

        using KernelTask.OperationScope operation = _machine.BeginOperation("run_aging");
        bool swaps = canSwap ?? _machine.Reclaiming.SwappinessOf(lru) > 0;
        if (!force && generations.Count(swaps) == LruGenerations.Most)
        {
            return Errno.ERANGE;
        }

        bool nested = BeginCommand();
        _machine.Reclaiming.Age(lru, sequence, swaps, force);
        EndCommand(nested);
        return Errno.None;
    }

    /// <summary>Evicts generations up to and with one, or as many pages as asked for.</summary>
    /// <param name="group">The group; null for the root, or a machine without groups.</param>
    /// <param name="sequence">The last generation to evict; one of the two youngest cannot be.</param>
    /// <param name="swappiness">From 0 for files alone to 200 for anonymous memory first; null for the machine's.</param>
    /// <param name="pages">The most pages to free; null for no limit.</param>
    /// <returns>
    /// Success, however much was freed; <see cref="Errno.EINVAL"/> for a generation that is too young, a swappiness out of range or under
    /// the classic LRU; <see cref="Errno.EINTR"/> when the task is being killed.
    /// </returns>
    /// <remarks>Models the command <c>-</c> (<c>run_eviction</c>).</remarks>
    [Interleaved]
    public Errno Evict(MemoryGroup? group, long sequence, int? swappiness = null, PageCount? pages = null)
    {
        bool isValid = swappiness is null or (>= 0 and <= Swappiness.Most);
        if (!isValid || ListsOf(group) is not { Generations: { } generations } lru
            || sequence + LruGenerations.Fewest > generations.Youngest)
        {
            return Errno.EINVAL;
        }

        using KernelTask.OperationScope operation = _machine.BeginOperation("run_eviction");
        int swaps = swappiness ?? _machine.Reclaiming.SwappinessOf(lru);
        bool nested = BeginCommand();
        long wanted = pages?.Value ?? long.MaxValue;
        bool isInterrupted = _machine.Current.FatalSignalPending;
        bool hasMore = true;
        while (!isInterrupted && hasMore && wanted > 0 && sequence >= generations.Oldest(swaps > 0))
        {
            (long scanned, long freed) = _machine.Reclaiming.EvictOldest(lru, swaps);
            wanted -= freed;
            hasMore = scanned > 0;
            isInterrupted = hasMore && _machine.Current.FatalSignalPending;
        }

        EndCommand(nested);
        return isInterrupted ? Errno.EINTR : Errno.None;
    }

    private LruVector? ListsOf(MemoryGroup? group) => group is null ? _machine.Lru : group.IsOnline ? group.Lru : null;

    /// <summary>The task may use all reserves, and keeps what it learns of page tables, as long as the command runs.</summary>
    private bool BeginCommand()
    {
        _machine.CheckThread();
        KernelTask task = _machine.Current;
        bool nested = task.MemAlloc;
        task.MemAlloc = true;
        task.HasPageTableWalk = true;
        return nested;
    }

    private void EndCommand(bool nested)
    {
        KernelTask task = _machine.Current;
        task.HasPageTableWalk = false;
        task.MemAlloc = nested;
    }
}
