using FolioModel.Gmem;
using FolioModel.Hugetlb;

namespace FolioModel.Diagnosis.Reasoning;

/// <summary>The holders of a page at the moment of a dump, as its reason and the call trace show them.</summary>
internal static class Circumstances
{
    private static readonly (string Sign, HolderKind Kind, string Because)[] s_signs =
    [
        ("migration failure", HolderKind.Isolation, "memory offlining prints the page while it is still isolated"),
        ("migration failure", HugetlbHolders.Isolation, "memory offlining prints the page while it is still isolated"),
        ("migrate_pages", HolderKind.Isolation, "the call trace is in migrate_pages, which works on isolated folios"),
        ("compact_zone", HolderKind.Isolation, "the call trace is in compaction, which isolates what it moves"),
        ("shrink_folio_list", HolderKind.Isolation, "the call trace is in shrink_folio_list, which works on isolated folios"),
        ("shrink_page_list", HolderKind.Isolation, "the call trace is in shrink_page_list, which works on isolated pages"),
        ("reclaim_folio_list", HolderKind.Isolation, "the call trace is in reclaim, which works on isolated folios"),
        ("folio_putback_lru", HolderKind.Isolation, "the call trace gives an isolated folio back"),
        ("add_to_swap", HolderKind.Isolation, "the call trace is in reclaim's swap-out, which works on isolated folios"),
        ("invalidate_inode_pages2_range", HolderKind.Lookup, "invalidation holds the batch of folios that it found"),
        ("truncate_inode_folio", HolderKind.Lookup, "truncation holds the batch of folios that it found"),
        ("truncate_inode_page", HolderKind.Lookup, "truncation holds the batch of pages that it found"),
        ("truncate_inode_pages_range", HolderKind.Lookup, "truncation holds the batch of folios that it found"),
        ("shmem_undo_range", HolderKind.Lookup, "truncation holds the batch of folios that it found"),
        ("remove_inode_hugepages", HolderKind.Lookup, "truncation holds the batch of folios that it found"),
        ("filemap_read", HolderKind.Lookup, "the call trace is in a read, which holds the folios it copies from"),
        ("filemap_fault", HolderKind.Lookup, "the call trace is in a fault, which holds the folio it found"),
        ("folio_end_read", HolderKind.Lookup, "a read is ending: who started it may still wait with a reference"),
        ("io_uring", HolderKind.GupPin, "the call trace is in io_uring, which pins its registered buffers"),
        ("io_sqe_buffers_unregister", HolderKind.GupPin, "the call trace is in io_uring, which pins its registered buffers"),
        ("unpin_user_page", HolderKind.GupPin, "the call trace unpins the page"),
        ("gup_longterm", HolderKind.GupPin, "the call trace pins the page"),
        ("follow_page_pte", HolderKind.GupPin, "the call trace is in get_user_pages"),
        ("bio_iov_iter_get_pages", HolderKind.GupGet, "the call trace is in direct I/O, which holds the user's pages"),
        ("blkdev_direct_IO", HolderKind.GupGet, "the call trace is in direct I/O, which holds the user's pages"),
        ("split_huge_page", HolderKind.Get, "who splits a folio holds a reference to it"),
        ("memory_failure", HolderKind.MemoryFailure, "the call trace is in memory_failure"),
        ("soft_offline_page", HolderKind.MemoryFailure, "the call trace is in soft offlining"),
        ("kvm_gmem", HolderKind.Lookup, "the call trace is in guest_memfd, which looks folios up in its file"),
        ("kvm_mmu", GmemHolders.KvmPfn, "the call trace is in KVM's page fault"),
    ];

    /// <summary>The evidence for a kind of holder, or null.</summary>
    /// <param name="page">The page.</param>
    /// <param name="kind">The kind of holder.</param>
    public static string? PointTo(ObservedPage page, HolderKind kind)
    {
        foreach ((string sign, HolderKind suspect, string because) in s_signs)
        {
            if (suspect == kind && (page.Reason?.Contains(sign, StringComparison.Ordinal) == true
                || page.Stack.Any(f => f.StartsWith(sign, StringComparison.Ordinal))))
            {
                return because;
            }
        }

        return null;
    }
}
