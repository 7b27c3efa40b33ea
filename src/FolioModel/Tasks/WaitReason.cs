namespace FolioModel.Interleaving;

/// <summary>A kind of thing that tasks wait for.</summary>
/// <remarks>
/// The owner of the thing declares its reason once, as a static readonly field. Two reasons are the same when they are the same object. A
/// wait for a lock has the reason of the lock's class: <see cref="LockClass.Wait"/>.
/// </remarks>
/// <example>
/// <code>
/// public static readonly WaitReason JournalCommit = new("journal commit");
/// </code>
/// </example>
public sealed class WaitReason
{
    /// <summary>The end of a folio's writeback.</summary>
    public static readonly WaitReason Writeback = new("writeback");

    /// <summary>A count other than 0 on a folio that another task has frozen.</summary>
    public static readonly WaitReason Freeze = new("freeze");

    /// <summary>The end of a folio's migration, by a fault that met a migration entry.</summary>
    public static readonly WaitReason Migration = new("migration");

    /// <summary>A page that another task reads back from swap, by a fault on it.</summary>
    public static readonly WaitReason SwapIn = new("swap-in");

    /// <summary>Memory that another task frees.</summary>
    public static readonly WaitReason Memory = new("memory");

    /// <summary>An allocation that needs memory, by the background reclaimer, which sleeps until one wakes it.</summary>
    public static readonly WaitReason ReclaimWork = new("reclaim work");

    /// <summary>Declares a reason.</summary>
    /// <param name="name">Its name in reports: a noun.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public WaitReason(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    internal WaitReason(LockClass lockClass)
        : this(lockClass.Name) => Lock = lockClass;

    /// <summary>The name in reports.</summary>
    public string Name { get; }

    /// <summary>The class of the lock that the task waits for, or null when it waits for something else.</summary>
    public LockClass? Lock { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
