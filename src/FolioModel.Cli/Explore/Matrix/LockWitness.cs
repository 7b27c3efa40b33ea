using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explore.Matrix;

/// <summary>What shows that a class of locks is needed: a scenario that goes wrong when nobody takes them.</summary>
/// <param name="LockClass">The locks.</param>
/// <param name="Program">The scenario's name.</param>
/// <param name="Protects">What they protect, in the model.</param>
internal sealed record LockWitness(LockClass LockClass, string Program, string Protects)
{
    public static IReadOnlyList<LockWitness> All { get; } =
    [
        new(GmemLocks.SlotsLock, "two-slots", "nobody adds a slot between the look for overlapping ones and the addition of one's own"),
        new(LockClass.InodeLock, "shmem-fallocate-truncate", "the pages that fallocate made are there when it grows the size to them"),
        new(HugetlbLocks.ResizeLock, "hugetlb-two-resizes", "the size that is written last is the size there is: shrinking lets hugetlb_lock go while it frees pages"),
        new(LockClass.InvalidateLock, "hole-fill", "nobody fills a page from a block that is being freed"),
        new(HugetlbLocks.FaultMutex, "hugetlb-two-faults", "one task at a time makes a page of a file: a second would find the pool empty, although the page it wants is on its way"),
        new(LockClass.FolioLock, "remove+remove", "a folio is removed once: who waited for its lock looks at its mapping again"),
        new(GmemLocks.MmuLock, "punch-hole+get_pfn", "nothing is invalidated between the look at the sequence and the guest's mapping"),
        new(LockClass.InodeSpinLock, "hugetlb-blocks", "i_blocks, a sum that is read and written, counts every huge page (in other files the kernel keeps inode lists under it, which the model has not)"),
        new(LockClass.PagesLock, "add+add", "a slot that was found empty is empty when the folio is stored"),
        new(HugetlbLocks.ReservationLock, "hugetlb-reserve-fault", "a place that was found missing in the map is missing when it is entered"),
        new(HugetlbLocks.SubpoolLock, "hugetlb-mount-limit", "what was found to be within a mount's limit is still so when it is counted"),
        new(HugetlbLocks.HugetlbLock, "hugetlb-two-takes", "a page that was found on the free list is on it when it is taken"),
        new(LockClass.LruLock, "isolate-neighbours", "a folio's neighbours on its list are the ones that were looked up when it is taken out from between them"),
        new(LockClass.ZoneLock, "two-allocations", "a free block that was found first on its list is so when it is taken off"),
    ];

    /// <summary>The scenario with the locks left out.</summary>
    public ExplorationProgram Without => ProgramCatalogue.Without(ProgramCatalogue.Find(Program), LockClass);
}
