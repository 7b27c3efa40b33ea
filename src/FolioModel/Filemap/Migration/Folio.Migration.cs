namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// The references that the folio's own state accounts for: page cache, swap cache, private data, page tables. A caller adds its own.
    /// </summary>
    /// <remarks>Models <c>folio_expected_ref_count</c>.</remarks>
    public int ExpectedRefCount
    {
        get
        {
            ref PageDescriptor page = ref Page;
            int references = page.Mapping != 0 ? CacheReferences : Pages;
            return ExpectedReferences.Of(page.Flags, references, page.Mapping != 0, _machine.MapCountOf(_pfn)).Total;
        }
    }

    /// <summary>
    /// Copies the flags of a migrated folio; active, unevictable and private leave the source, and so does its charge to a memory control
    /// group. Reference effect: none.
    /// </summary>
    /// <param name="source">The folio that this one takes the place of.</param>
    /// <remarks>Models <c>folio_migrate_flags</c> and <c>mem_cgroup_migrate</c>.</remarks>
    public void MigrateFlagsFrom(Folio source)
    {
        const FolioFlags Copied = FolioFlags.Referenced | FolioFlags.Uptodate | FolioFlags.Workingset | FolioFlags.MappedToDisk
            | FolioFlags.Dirty | FolioFlags.Young | FolioFlags.Idle | FolioFlags.Reclaim;
        ref PageDescriptor from = ref source.Page;
        FolioFlags moved = (from.Flags & FolioFlags.Active) != 0 ? FolioFlags.Active : from.Flags & FolioFlags.Unevictable;
        Page.Flags |= (from.Flags & Copied) | moved;
        from.Flags &= ~(moved | FolioFlags.SwapCache | FolioFlags.Private);
        _machine.TellPolicyRemoved(source._pfn);
        _machine.Groups?.MoveCharge(source._pfn, _pfn);
        _machine.TellPolicyAdded(_pfn);
    }
}
