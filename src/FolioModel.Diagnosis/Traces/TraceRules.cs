namespace FolioModel.Diagnosis;

/// <summary>Which holder a function takes references for, or gives them back of. Facts of 6.12; older names are there as well.</summary>
internal static class TraceRules
{
    private static readonly Dictionary<string, TraceRole> s_takes = Table(
        (HolderKind.Allocation, "prep_new_page post_alloc_hook split_page __free_pages_core"),
        (HolderKind.PageCache, "__filemap_add_folio shmem_add_to_page_cache hugetlb_add_to_page_cache replace_page_cache_folio "
            + "__folio_migrate_mapping folio_migrate_mapping migrate_huge_page_move_mapping add_to_page_cache_locked"),
        (HolderKind.SwapCache, "add_to_swap_cache"),
        (HolderKind.LruAddBatch, "folio_add_lru folio_add_lru_vma lru_cache_add"),
        (HolderKind.LruBatch, "folio_mark_accessed folio_activate deactivate_file_folio folio_deactivate folio_mark_lazyfree "
            + "folio_rotate_reclaimable"),
        (HolderKind.MlockBatch, "mlock_folio mlock_new_folio munlock_folio mlock_page munlock_page"),
        (HolderKind.Isolation, "folio_isolate_lru isolate_lru_folios isolate_lru_page isolate_migratepages_block scan_folios sort_folio "
            + "isolate_folio"),
        (HolderKind.Private, "folio_attach_private attach_page_private create_empty_buffers create_page_buffers link_dev_buffers "
            + "__getblk_slow grow_dev_folio ifs_alloc iomap_page_create"),
        (HolderKind.Split, "__split_huge_page __split_unmapped_folio"),
        (HolderKind.MemoryFailure, "get_hwpoison_page __get_hwpoison_page memory_failure soft_offline_page page_handle_poison"),
        (HolderKind.GupGet, "try_grab_folio try_grab_folio_fast try_grab_page gup_fast_fallback follow_page_mask iov_iter_get_pages2"),
        (HolderKind.PageTable, "copy_page_range copy_present_ptes copy_present_page set_pte_range do_set_pmd insert_page "
            + "remove_migration_pte remove_migration_ptes"),
        (HolderKind.Lookup, "next_uptodate_folio filemap_get_entry find_lock_entries find_get_entries filemap_get_folios "
            + "filemap_get_folios_contig filemap_get_folios_tag filemap_get_read_batch find_get_entry folio_lock_anon_vma_read "
            + "swap_cache_get_folio filemap_get_incore_folio"),
        (HolderKind.PageTable, "filemap_map_pages finish_fault"),
        (HolderKind.Get, "do_wp_page wp_page_copy folio_end_writeback"));

    private static readonly Dictionary<string, TraceRole> s_gives = Gives();

    private static readonly HashSet<string> s_interfaces = new(
        ("__filemap_get_folio filemap_get_folio filemap_get_entry pagecache_get_page find_get_page try_get_folio try_grab_folio "
            + "try_grab_folio_fast gup_fast_fallback internal_get_user_pages_fast get_user_pages_fast pin_user_pages_fast "
            + "get_user_pages pin_user_pages get_user_pages_remote pin_user_pages_remote __get_user_pages __get_user_pages_locked "
            + "__gup_longterm_locked folio_get folio_try_get get_page folio_isolate_lru isolate_lru_page read_cache_folio "
            + "do_read_cache_folio prep_new_page post_alloc_hook get_page_from_freelist __alloc_pages_noprof __alloc_pages "
            + "__folio_alloc_noprof folio_alloc_noprof alloc_pages_noprof").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The holder for which a function takes references.</summary>
    public static bool Takes(string function, out TraceRole role) => s_takes.TryGetValue(function, out role);

    /// <summary>The holders whose references a function gives back.</summary>
    public static bool GivesBack(string function, out TraceRole role) => s_gives.TryGetValue(function, out role);

    /// <summary>Whether a function only serves the one that called it, so that the caller is the taker.</summary>
    public static bool IsInterface(string function) => s_interfaces.Contains(function);

    private static Dictionary<string, TraceRole> Table(params (HolderKind Kind, string Functions)[] rows)
    {
        Dictionary<string, TraceRole> table = new(StringComparer.Ordinal);
        foreach ((HolderKind kind, string functions) in rows)
        {
            foreach (string function in functions.Split(' '))
            {
                table.TryAdd(function, new TraceRole(kind));
            }
        }

        return table;
    }

    private static Dictionary<string, TraceRole> Gives()
    {
        Dictionary<string, TraceRole> table = new(StringComparer.Ordinal);
        void Add(string functions, HolderKind kind, params HolderKind[] others)
        {
            foreach (string function in functions.Split(' '))
            {
                table.TryAdd(function, new TraceRole(kind, others));
            }
        }

        Add("mlock_drain_local mlock_drain_remote mlock_folio_batch", HolderKind.MlockBatch);
        Add("folio_batch_move_lru lru_add_drain_cpu __folio_batch_add_and_move pagevec_lru_move_fn __pagevec_lru_add",
            HolderKind.LruAddBatch, HolderKind.LruBatch, HolderKind.MlockBatch);
        Add("filemap_free_folio delete_from_page_cache_batch filemap_remove_folio shmem_delete_from_page_cache __folio_migrate_mapping "
            + "folio_migrate_mapping hugetlb_delete_from_page_cache replace_page_cache_folio page_cache_free_page", HolderKind.PageCache);
        Add("delete_from_swap_cache folio_free_swap", HolderKind.SwapCache);
        Add("free_pages_and_swap_cache free_page_and_swap_cache tlb_batch_pages_flush try_to_unmap_one try_to_migrate_one zap_pte_range "
            + "unmap_page_range __split_huge_pmd", HolderKind.PageTable, HolderKind.Allocation, HolderKind.Lookup, HolderKind.Get);
        Add("unpin_user_page unpin_user_pages unpin_user_pages_dirty_lock unpin_user_folio gup_put_folio",
            HolderKind.GupPin, HolderKind.GupGet);
        Add("page_cache_pipe_buf_release generic_pipe_buf_release", HolderKind.GupGet, HolderKind.Lookup, HolderKind.Get);
        Add("drop_buffers try_to_free_buffers folio_detach_private detach_page_private ifs_free iomap_page_release block_invalidate_folio",
            HolderKind.Private);
        Add("move_folios_to_lru putback_lru_page folio_putback_lru putback_movable_pages shrink_folio_list migrate_folio_done",
            HolderKind.Isolation, HolderKind.Lookup);
        Add("do_wp_page wp_page_copy", HolderKind.Get, HolderKind.PageTable, HolderKind.Lookup, HolderKind.Allocation);
        Add("copy_page_range copy_present_ptes", HolderKind.Allocation, HolderKind.Get, HolderKind.PageTable);
        Add("__split_huge_page", HolderKind.Split, HolderKind.PageCache);
        Add("unpoison_memory", HolderKind.MemoryFailure);
        Add("__free_pages free_pages __free_slab", HolderKind.Allocation, HolderKind.Get);
        return table;
    }
}
