using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FolioModel.Tests.Documentation;

/// <summary>
/// The table kernel function, model member, reference effect, errors, families of recordings: made from the XML documentation, so that it
/// says what the code says.
/// </summary>
internal static partial class KernelMap
{
    /// <summary>Which families of recordings exercise a kernel function, by the operation that calls it.</summary>
    private static readonly (string Function, string Families)[] s_families =
    [
        ("filemap_get_folios", "plain, large, dirty, unevictable, gmem, shmem"),
        ("soft_offline", "scripted_poison"), ("memory_failure", "scripted_poison"), ("unpoison", "scripted_poison"), ("me_", "scripted_poison"),
        ("hwpoison", "scripted_poison"), ("try_memory_failure_hugetlb", "scripted_poison"), ("adjust_range_hwpoison", "scripted_poison"),
        ("get_hwpoison_page", "scripted_poison"), ("shake_folio", "scripted_poison"), ("unmap_poisoned_folio", "scripted_poison"),
        ("take_page_off_buddy", "scripted_poison"), ("page_handle_poison", "scripted_poison"), ("num_poisoned", "scripted_poison"),
        ("error_remove_folio", "scripted_poison, guest_memfd_calls"), ("is_poisoned_swp_entry", "scripted_poison"), ("make_poisoned", "scripted_poison"),
        ("folio_clear_hugetlb_hwpoison", "scripted_poison"), ("folio_set_hugetlb_hwpoison", "scripted_poison"), ("dissolve_free_hugetlb", "scripted_poison"),
        ("isolate_hugetlb", "scripted_poison"), ("move_hugetlb_state", "scripted_poison"),
        ("hugetlb", "scripted_hugetlb"), ("alloc_hugetlb", "scripted_hugetlb"), ("alloc_buddy_hugetlb", "scripted_hugetlb"),
        ("alloc_surplus_hugetlb", "scripted_hugetlb"), ("free_huge", "scripted_hugetlb"), ("enqueue_hugetlb", "scripted_hugetlb"),
        ("dequeue_hugetlb", "scripted_hugetlb"), ("remove_hugetlb", "scripted_hugetlb"), ("remove_pool_hugetlb", "scripted_hugetlb"),
        ("remove_inode_", "scripted_hugetlb"), ("region_", "scripted_hugetlb"), ("hugepage_", "scripted_hugetlb"), ("vma_", "scripted_hugetlb"),
        ("allocate_file_region", "scripted_hugetlb"), ("set_max_huge_pages", "scripted_hugetlb"), ("update_and_free_hugetlb", "scripted_hugetlb"),
        ("gather_surplus", "scripted_hugetlb"), ("return_unused_surplus", "scripted_hugetlb"), ("restore_reserve_on_error", "scripted_hugetlb"),
        ("copy_hugetlb", "scripted_hugetlb"), ("unmap_ref_private", "scripted_hugetlb"), ("__unmap_hugepage", "scripted_hugetlb"),
        ("size_to_hstate", "scripted_hugetlb"), ("max_huge_pages", "scripted_hugetlb"), ("max_hpages", "scripted_hugetlb"), ("min_hpages", "scripted_hugetlb"),
        ("rsv_hpages", "scripted_hugetlb"), ("used_hpages", "scripted_hugetlb"), ("resv_huge_pages", "scripted_hugetlb"),
        ("nr_huge_pages", "scripted_hugetlb"), ("nr_overcommit", "scripted_hugetlb"), ("surplus_huge_pages", "scripted_hugetlb"),
        ("folio_clear_hugetlb", "scripted_hugetlb"), ("folio_set_hugetlb", "scripted_hugetlb"), ("__folio_clear_hugetlb", "scripted_hugetlb"),
        ("__folio_set_hugetlb", "scripted_hugetlb"), ("free_huge_folio", "scripted_hugetlb"),
        ("shmem", "shmem, scripted_shmem, scripted_swap"), ("swap", "scripted_swap"), ("swp_", "scripted_swap"), ("add_to_swap", "scripted_swap"),
        ("delete_from_swap", "scripted_swap"), ("clear_shadow_from_swap", "scripted_swap"), ("free_swap", "scripted_swap"), ("folio_free_swap", "scripted_swap"),
        ("put_swap", "scripted_swap"), ("read_swap", "scripted_swap"), ("get_swap_device", "scripted_swap"), ("try_to_unuse", "scripted_swap"),
        ("radix_to_swp", "scripted_swap"), ("__swap", "scripted_swap"), ("total_swap_pages", "scripted_swap"),
        ("try_to_unmap", "scripted_mapped, scripted_swap"), ("try_to_migrate", "scripted_poison"), ("remove_migration", "scripted_poison"),
        ("unmap_and_move", "scripted_poison"), ("move_to_new_folio", "scripted_poison"), ("migrate_pages", "scripted_poison"),
        ("mmap", "scripted_mapped"), ("munmap", "scripted_mapped"), ("mremap", "scripted_mapped"), ("mprotect", "scripted_mapped"), ("mlock", "scripted_mapped"),
        ("munlock", "scripted_mapped"), ("fork", "scripted_mapped"), ("dup_mmap", "scripted_mapped"), ("copy_page_range", "scripted_mapped"),
        ("exit", "scripted_mapped"), ("do_", "scripted_mapped"), ("finish_fault", "scripted_mapped"), ("handle_mm_fault", "scripted_mapped"),
        ("next_uptodate_folio", "scripted_mapped"), ("unmap_mapping", "scripted_mapped"), ("zap_page_range", "scripted_mapped"), ("tlb_", "scripted_mapped"),
        ("folio_pte_batch", "scripted_mapped"), ("__split_huge_pmd", "scripted_mapped"), ("pin_user_pages", "scripted_mapped"), ("unpin_user", "scripted_mapped"),
        ("get_user_pages", "scripted_mapped"), ("try_grab_folio", "scripted_mapped"), ("folio_maybe_dma", "scripted_mapped"), ("folio_mapcount", "scripted_mapped"),
        ("folio_mapped", "scripted_mapped"), ("folio_entire", "scripted_mapped"), ("folio_nr_pages_mapped", "scripted_mapped"), ("populate_vma", "scripted_mapped"),
        ("_entire_mapcount", "scripted_mapped"), ("_large_mapcount", "scripted_mapped"), ("_mapcount", "scripted_mapped"), ("_nr_pages_mapped", "scripted_mapped"),
        ("fault_around", "scripted_mapped"), ("thp_vma", "scripted_mapped"), ("rmap_walk", "scripted_mapped"), ("folio_mkclean", "scripted_mapped"),
        ("find_get_entr", "plain, large, shmem"), ("find_lock_entries", "plain, large, shmem"), ("delete_from_page_cache_batch", "plain, large"),
        ("delete_from_lru_cache", "plain, scripted_poison"), ("pack_shadow", "scripted_plain, random_mglru"), ("unpack_shadow", "scripted_plain, random_mglru"),
        ("shrink_folio_list", "scripted_plain, scripted_swap"), ("__remove_mapping", "scripted_plain, scripted_swap"), ("folio_batch_", "all"),
        ("folios_put", "all"), ("__folio_put", "all"), ("__page_cache_release", "all"), ("__lru_cache_activate", "plain"), ("tag_pages_for_writeback", "dirty"),
        ("ftruncate", "shmem"), ("mmu_", "guest_memfd_calls"), ("generic_perform_write", "shmem"), ("clear_shadow_entries", "scripted_plain"),
        ("filemap_", "plain, large, sparse, minorder2, unevictable, gmem"),
        ("__filemap_", "plain, large, sparse, minorder2, unevictable, gmem"),
        ("folio_alloc", "all"),
        ("folio_get", "all"), ("folio_put", "all"), ("folio_try_get", "plain, large"), ("folio_ref_freeze", "plain, large"),
        ("folio_ref_unfreeze", "plain, large"), ("folio_lock", "all"), ("folio_trylock", "all"), ("folio_unlock", "all"),
        ("folio_add_lru", "plain, large, scripted_plain"), ("folio_mark_accessed", "all"), ("folio_activate", "plain, large"),
        ("folio_deactivate", "plain, large"), ("deactivate_file_folio", "plain, dirty"), ("folio_isolate_lru", "plain, gmem, shmem"),
        ("folio_putback_lru", "plain, gmem, shmem"), ("folio_rotate_reclaimable", "dirty"), ("lru_", "all"), ("lruvec", "all"),
        ("truncate_inode", "plain, large, dirty, unevictable, gmem"), ("invalidate_", "plain, large, dirty, gmem, shmem"),
        ("mapping_evict_folio", "plain, dirty"), ("split_huge_page", "large, dirty, sparse, minorder2"),
        ("replace_page_cache_folio", "plain, large, dirty"), ("folio_migrate", "plain, large, dirty, minorder2"),
        ("folio_expected_ref_count", "plain, large, dirty"), ("folio_mark_dirty", "dirty"), ("folio_clear_dirty", "dirty"),
        ("folio_cancel_dirty", "dirty"), ("folio_start_writeback", "dirty"), ("folio_end_writeback", "dirty"), ("folio_attach_private", "dirty"),
        ("folio_detach_private", "dirty"), ("folio_batch_release", "plain, gmem, shmem"), ("noop_dirty_folio", "gmem, dirty (opt 1)"),
        ("filemap_dirty_folio", "dirty"), ("reclaim_pages", "scripted_plain"), ("workingset", "scripted_plain"), ("kvm_gmem", "gmem, scripted_gmem, guest_memfd_calls"),
        ("vfs_fallocate", "guest_memfd_calls"), ("__kvm_set_memory_region", "guest_memfd_calls"), ("kvm_", "guest_memfd_calls"),
        ("down_", "scripted_plain"), ("up_", "scripted_plain"), ("downgrade_write", "scripted_plain"),
        ("folio_", "all"), ("__folio_", "all"), ("mapping_", "all"), ("i_size", "all"), ("truncate_", "plain, large"), ("xa", "plain, large, shmem"),
        ("set_page_refcounted", "all"), ("put_page", "scripted_mapped"), ("i_", "shmem, scripted_hugetlb"), ("used_blocks", "shmem"),
        ("inuse_pages", "scripted_swap"), ("nr_falloced", "shmem"), ("nr_unswapped", "scripted_swap"), ("nonresident_age", "scripted_plain"),
        ("clear_inode", "all"), ("move_fn", "all"), ("pmd_none", "scripted_mapped"), ("vmf_error", "scripted_mapped"), ("within_size", "scripted_shmem_huge"),
        ("copy_user_large", "scripted_hugetlb"), ("write", "scripted_hugetlb"), ("umount", "scripted_hugetlb"), ("close", "scripted_hugetlb, guest_memfd_calls"),
        ("resize_lock", "scripted_hugetlb"), ("migrate_folio", "scripted_poison"), ("get_file_active", "guest_memfd_calls"), ("dirty_folio", "dirty"),
        ("free_folio", "guest_memfd_calls"), ("compound_head", "large"), ("mem_map", "all"),
    ];

    /// <summary>What no recording shows step by step, by the member: its own tests prove it, as far as anything does.</summary>
    private static readonly (string Member, string Proof)[] s_others =
    [
        ("PageAllocator", "none: properties of the allocator"), ("Zone", "none: properties of the allocator"), ("GfpFlags", "none: properties of the allocator"),
        ("BuddyAllocator", "none: properties of the allocator"), ("PerCpuPages", "none: properties of the allocator"), ("XArrays.", "recordings of the real XArray"),
        ("Machine.PutAll", "all"), ("AddressSpaceOperations", "none: what an owner may do, tested by tests of their own"),
        ("IDirectReclaim", "none: properties of the allocator"), ("AllocationRequest", "none: properties of the allocator"),
        ("Watermarks", "none: properties of the allocator"), ("IAllocationFaults", "none: properties of the allocator"),
        ("MachineOptions.AllocationFaults", "none: properties of the allocator"), ("BadPage", "none: properties of the allocator"),
        ("FindFolioFlags", "large"), ("Machine.Relax", "none: exploration"), ("RwSemaphore", "none: exploration"), ("SpinLock", "none: exploration"), ("KernelTask", "none: exploration"), ("SchedulingPoint", "none: exploration"),
    ];

    /// <summary>Where the specification that the model was written from and the recordings differ. The recordings are right.</summary>
    private static readonly string[] s_disagreements =
    [
        "A split looks at writeback before it looks at the mapping's minimum order: a folio under writeback is refused with `EBUSY` where the specification says `EINVAL`.",
        "With the multi-generation LRU, a folio that is put into the youngest generation loses its referenced flag.",
        "Regions of a hugetlb reservation map merge only when they are charged alike.",
        "`surplus <= nr_overcommit` and `resv <= free` are no invariants of a hugetlb pool: shrinking it below its use, and what the next line says, break them.",
        "On a mount with a minimum size, 6.12's own count of reserved huge pages drifts: unmapping a private page gives the reservation back although somebody else still holds the page (`HugePagePool.ReservedInError` counts it).",
        "The value `reclaim` that the recordings note is always 0, whatever was reclaimed: nothing is compared with it.",
        "munmap, zapping a range, populating, mlock and swapoff drain LRU batches where the specification names no drain.",
        "Populating notes a use of each page (`FOLL_TOUCH`).",
    ];

    public static string Render(IEnumerable<string> documentationFiles)
    {
        StringBuilder text = new();
        text.Append("# Kernel and model, side by side\n\n");
        text.Append("Made from the XML documentation by a test that fails when this file differs. \"Families\" are the recordings of a real kernel\n");
        text.Append("whose every state the model reproduces (`folio conform`).\n\n");
        text.Append("| kernel function | model member | reference effect | returns and errors | families |\n|---|---|---|---|---|\n");
        foreach (Row row in documentationFiles.SelectMany(RowsOf).OrderBy(r => r.Function, StringComparer.Ordinal).ThenBy(r => r.Member, StringComparer.Ordinal))
        {
            text.Append($"| `{row.Function}` | `{row.Member}` | {row.Effect} | {row.Returns} | {row.Families} |\n");
        }

        text.Append("\n## Where specification and recordings differ\n\nThe recordings are right, and the model does what they show.\n\n");
        foreach (string disagreement in s_disagreements)
        {
            text.Append($"* {disagreement}\n");
        }

        return text.ToString();
    }

    /// <summary>The members of which nothing says what proves them: none, if the map is complete.</summary>
    public static IEnumerable<string> Unproven(IEnumerable<string> documentationFiles) =>
        documentationFiles.SelectMany(RowsOf).Where(static r => r.Families.Length == 0).Select(static r => $"{r.Function}: {r.Member}");

    private static IEnumerable<Row> RowsOf(string file)
    {
        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            string remarks = Flatten(member.Element("remarks"));
            foreach (string function in FunctionsIn(member, remarks))
            {
                string summary = Flatten(member.Element("summary"));
                yield return new Row(function, MemberName(member), EffectIn(summary), Flatten(member.Element("returns")), FamiliesOf(function, MemberName(member)));
            }
        }
    }

    /// <summary>The functions that the remarks name after "Models", and a function that the summary names alone in brackets.</summary>
    private static IEnumerable<string> FunctionsIn(XElement member, string remarks)
    {
        if (!remarks.StartsWith("Models", StringComparison.Ordinal))
        {
            return BracketedFunction().Matches(Flatten(member.Element("summary"))).Select(m => m.Groups["name"].Value).Take(1);
        }

        string sentence = remarks.Split(". ")[0];
        return QuotedFunction().Matches(sentence).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal);
    }

    private static string EffectIn(string summary)
    {
        Match effect = ReferenceEffect().Match(summary);
        return effect.Success ? effect.Groups["effect"].Value.Trim() : "";
    }

    private static string FamiliesOf(string function, string member) =>
        s_families.FirstOrDefault(f => function.StartsWith(f.Function, StringComparison.Ordinal)).Families
            ?? s_others.FirstOrDefault(o => member.StartsWith(o.Member, StringComparison.Ordinal)).Proof ?? "";

    private static string MemberName(XElement member)
    {
        string name = member.Attribute("name")!.Value[2..].Split('(')[0];
        return name.Replace("FolioModel.", "", StringComparison.Ordinal).Replace("#ctor", "new", StringComparison.Ordinal);
    }

    private static string Flatten(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        StringBuilder text = new();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement child when child.Attribute("cref") is { } cref => LastName(cref.Value),
                XElement child when child.Attribute("name") is { } name => name.Value,
                XElement child => Flatten(child),
                _ => node.ToString(),
            });
        }

        return Whitespace().Replace(text.ToString(), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string LastName(string cref) => cref.Split('(')[0].Split('.')[^1];

    [GeneratedRegex(@"`(?<name>_*[a-z][a-z0-9_]*)`", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedFunction();

    [GeneratedRegex(@"\(`(?<name>_*[a-z][a-z0-9]*_[a-z0-9_]*)`\)", RegexOptions.NonBacktracking)]
    private static partial Regex BracketedFunction();

    [GeneratedRegex(@"Reference effect: (?<effect>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex ReferenceEffect();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Whitespace();

    private sealed record Row(string Function, string Member, string Effect, string Returns, string Families);
}
