namespace FolioModel.Diagnosis;

/// <summary>The events of a trace that say something about a page. The names are the kernel's.</summary>
public enum TraceEventKind
{
    /// <summary>No event of these.</summary>
    None,

    /// <summary><c>page_ref_set</c>.</summary>
    ReferenceSet,

    /// <summary><c>page_ref_mod</c>.</summary>
    ReferenceChanged,

    /// <summary><c>page_ref_mod_and_test</c>; <c>page_ref_mod_and_return</c> is counted as the same.</summary>
    ReferenceDropped,

    /// <summary><c>page_ref_mod_unless</c>: nothing has changed where it returned 0.</summary>
    ReferenceTried,

    /// <summary><c>page_ref_freeze</c>: nothing has changed where it returned 0.</summary>
    Frozen,

    /// <summary><c>page_ref_unfreeze</c>.</summary>
    Unfrozen,

    /// <summary><c>mm_page_alloc</c>.</summary>
    Allocated,

    /// <summary><c>mm_page_free</c>.</summary>
    Freed,

    /// <summary><c>mm_filemap_add_to_page_cache</c>.</summary>
    AddedToCache,

    /// <summary><c>mm_filemap_delete_from_page_cache</c>.</summary>
    DeletedFromCache,

    /// <summary><c>mm_lru_insertion</c>.</summary>
    InsertedIntoLru,

    /// <summary><c>mm_lru_activate</c>.</summary>
    Activated,
}
