using System.Collections.Immutable;

namespace FolioModel.Locking;

/// <summary>A class of locks: its name, its place in the order in which a task may take locks, and whether its holder may sleep.</summary>
/// <remarks>
/// <para>
/// The owner of the locks declares their class once, as a static readonly field, and gives it a <see cref="Rank"/>: a task takes locks of
/// lower rank first. The classes of the core stand 100 apart, so that an owner can place its own between any two of them.
/// </para>
/// <para>
/// Two classes are the same when they are the same object. Comparing them costs what comparing two references costs.
/// The order of the core's classes is that of the head comments of <c>mm/filemap.c</c> and <c>mm/rmap.c</c>, as facts.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// // Taken inside i_rwsem and outside the invalidate_lock.
/// public static readonly LockClass ExtentTree = new("ExtentTree", 150, LockKind.Sleeps);
/// </code>
/// </example>
public sealed class LockClass
{
    /// <summary>An inode's semaphore (<c>i_rwsem</c>). Rank 100.</summary>
    public static readonly LockClass InodeLock = new(nameof(InodeLock), 100, LockKind.Sleeps);

    /// <summary>A mapping's <c>invalidate_lock</c>. Rank 200.</summary>
    public static readonly LockClass InvalidateLock = new(nameof(InvalidateLock), 200, LockKind.Sleeps);

    /// <summary>A folio's lock. Rank 300.</summary>
    public static readonly LockClass FolioLock = new(nameof(FolioLock), 300, LockKind.Sleeps);

    /// <summary>An inode's spin lock (<c>i_lock</c>). Rank 400.</summary>
    public static readonly LockClass InodeSpinLock = new(nameof(InodeSpinLock), 400, LockKind.Spins);

    /// <summary>A mapping's <c>i_pages</c> lock. Rank 500.</summary>
    public static readonly LockClass PagesLock = new(nameof(PagesLock), 500, LockKind.Spins);

    /// <summary>The lock of the LRU lists (<c>lru_lock</c>). Rank 600.</summary>
    public static readonly LockClass LruLock = new(nameof(LruLock), 600, LockKind.Spins);

    /// <summary>A zone's lock. Rank 700.</summary>
    public static readonly LockClass ZoneLock = new(nameof(ZoneLock), 700, LockKind.Spins);

    /// <summary>Declares a class of locks.</summary>
    /// <param name="name">Its name in reports, in <c>docs/explore/lock-matrix.md</c> and on the command line: one word.</param>
    /// <param name="rank">Its place in the order: a task that holds a lock of a higher rank may not wait for one of this class.</param>
    /// <param name="kind">Whether a task may sleep while it holds one.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LockClass(string name, int rank, LockKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Rank = rank;
        Kind = kind;
        Wait = new WaitReason(this);
    }

    /// <summary>The classes that the core itself declares, outer before inner.</summary>
    public static ImmutableArray<LockClass> Core { get; } =
        [InodeLock, InvalidateLock, FolioLock, InodeSpinLock, PagesLock, LruLock, ZoneLock];

    /// <summary>The name in reports.</summary>
    public string Name { get; }

    /// <summary>The place in the order: lower ranks are taken first. Locks of the same rank may be taken in any order.</summary>
    public int Rank { get; }

    /// <summary>Whether the holder may sleep.</summary>
    public LockKind Kind { get; }

    /// <summary>The reason of a wait for a lock of this class.</summary>
    public WaitReason Wait { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
