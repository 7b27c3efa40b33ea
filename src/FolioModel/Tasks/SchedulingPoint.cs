namespace FolioModel;

/// <summary>A place in an operation at which another CPU can see or change something.</summary>
/// <remarks>
/// The owner of an operation declares its points once, as static readonly fields. Two points are the same when they are the same object;
/// the explorer recognises a state by the points' names, so the names of one program must differ.
/// </remarks>
public sealed class SchedulingPoint
{
    /// <summary>Before a slot of the page cache is loaded.</summary>
    public static readonly SchedulingPoint SlotLoad = new(nameof(SlotLoad));

    /// <summary>Before a reference is tried to be taken from a pointer that may be stale.</summary>
    public static readonly SchedulingPoint TryGet = new(nameof(TryGet));

    /// <summary>Before the slot is loaded again to see whether it still holds the folio.</summary>
    public static readonly SchedulingPoint SlotReload = new(nameof(SlotReload));

    /// <summary>Before a lock is taken.</summary>
    public static readonly SchedulingPoint Lock = new(nameof(Lock));

    /// <summary>After a lock was released.</summary>
    public static readonly SchedulingPoint Unlock = new(nameof(Unlock));

    /// <summary>Before the folio's mapping is compared again under its lock.</summary>
    public static readonly SchedulingPoint MappingRecheck = new(nameof(MappingRecheck));

    /// <summary>Before the references of the page cache are taken.</summary>
    public static readonly SchedulingPoint CacheGet = new(nameof(CacheGet));

    /// <summary>Before an entry is stored.</summary>
    public static readonly SchedulingPoint SlotStore = new(nameof(SlotStore));

    /// <summary>Before the references of the page cache are dropped.</summary>
    public static readonly SchedulingPoint CachePut = new(nameof(CachePut));

    /// <summary>Before the count is swapped for 0.</summary>
    public static readonly SchedulingPoint Freeze = new(nameof(Freeze));

    /// <summary>Before the count is set again.</summary>
    public static readonly SchedulingPoint Unfreeze = new(nameof(Unfreeze));

    /// <summary>Before a folio is put into a CPU's batch.</summary>
    public static readonly SchedulingPoint BatchAdd = new(nameof(BatchAdd));

    /// <summary>Before a batch is drained.</summary>
    public static readonly SchedulingPoint BatchDrain = new(nameof(BatchDrain));

    /// <summary>Before a reference is dropped.</summary>
    public static readonly SchedulingPoint Put = new(nameof(Put));

    /// <summary>Before pages are allocated.</summary>
    public static readonly SchedulingPoint Allocate = new(nameof(Allocate));

    /// <summary>
    /// In the middle of a section that a lock protects. No other task can get there, so a run stops here only when the lock is left out on
    /// purpose, to show what it protects.
    /// </summary>
    public static readonly SchedulingPoint Inside = new(nameof(Inside));

    /// <summary>A voluntary reschedule (<c>cond_resched</c>).</summary>
    public static readonly SchedulingPoint Reschedule = new(nameof(Reschedule));

    /// <summary>Declares a point.</summary>
    /// <param name="name">Its name in traces: one word that says what comes next.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public SchedulingPoint(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        ulong hash = 0xCBF29CE484222325;
        foreach (char letter in name)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        Hash = hash;
    }

    /// <summary>The name in traces.</summary>
    public string Name { get; }

    /// <summary>The part of a state's hash that says that a task stands here: the same in every process.</summary>
    internal ulong Hash { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
