using FolioModel.Exploration.Catalogue;

namespace FolioModel.Exploration.Matrix;

/// <summary>What shows that a class of locks is needed: a scenario that goes wrong when nobody takes them.</summary>
/// <param name="LockClass">The locks.</param>
/// <param name="Scenario">The scenario's name, or null where the model has nothing that they protect.</param>
/// <param name="Protects">What they protect, in the model.</param>
internal sealed record LockWitness(LockClass LockClass, string? Scenario, string Protects)
{
    private const string NotExplored = "hugetlb's books: they do not tell an explorer what is touched, so no interleaving of them is explored";

    public static IReadOnlyList<LockWitness> All { get; } =
    [
        new(LockClass.SlotsLock, "two-slots", "nobody adds a slot between the look for overlapping ones and the addition of one's own"),
        new(LockClass.InodeLock, "shmem-fallocate-truncate", "the pages that fallocate made are there when it grows the size to them"),
        new(LockClass.HugetlbResizeLock, null, NotExplored),
        new(LockClass.InvalidateLock, "hole-fill", "nobody fills a page from a block that is being freed"),
        new(LockClass.HugetlbFaultMutex, null, NotExplored),
        new(LockClass.FolioLock, "remove+remove", "a folio is removed once: who waited for its lock looks at its mapping again"),
        new(LockClass.MmuLock, "punch-hole+get_pfn", "nothing is invalidated between the look at the sequence and the guest's mapping"),
        new(LockClass.InodeSpinLock, null, "nothing in the page cache's model: the kernel keeps the inode's own lists under it, and the model has none; i_pages, taken inside, decides about the entry. Hugetlb counts i_blocks under it, and is not explored"),
        new(LockClass.PagesLock, "add+add", "a slot that was found empty is empty when the folio is stored"),
        new(LockClass.ReservationLock, null, NotExplored),
        new(LockClass.SubpoolLock, null, NotExplored),
        new(LockClass.HugetlbLock, null, NotExplored),
        new(LockClass.LruLock, "isolate-neighbours", "a folio's neighbours on its list are the ones that were looked up when it is taken out from between them"),
        new(LockClass.ZoneLock, null, "a zone's lists, which a run never stops inside: an allocation is one step"),
    ];

    /// <summary>The scenario with the locks left out, or null.</summary>
    public Scenario? Without => Scenario is null ? null : ScenarioCatalogue.Without(ScenarioCatalogue.Find(Scenario), LockClass);
}
