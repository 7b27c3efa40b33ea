namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>
    /// Moves the contents of an isolated folio, its place in the file and its mappings to another huge page. Reference effect: page cache
    /// and page tables move; the source keeps what others hold, normally nothing, and so goes back to the pool. Ends the isolation.
    /// </summary>
    /// <param name="folio">A folio that was isolated.</param>
    /// <returns>
    /// Success; <see cref="Errno.ENOMEM"/> (no huge page to move to); <see cref="Errno.EAGAIN"/> (the folio has another holder), with
    /// everything as before the isolation.
    /// </returns>
    /// <remarks>
    /// Models <c>migrate_pages</c> for one hugetlb folio. A new page that had to be made takes the place of the old one, which is then
    /// freed to the page allocator: the pool keeps its size.
    /// </remarks>
    [Interleaved]
    public Errno Migrate(Folio folio)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("unmap_and_move_huge_page");
        HugePage? target = TakeTarget();
        if (target is null)
        {
            PutBack(folio);
            return Errno.ENOMEM;
        }

        folio.Lock();
        List<MovedEntry> entries = UnmapForMove(folio);
        target.Folio.Lock();
        Errno error = Move(folio, target.Folio);
        Remap(error == Errno.None ? target.Folio : folio, entries);
        target.Folio.Unlock();
        folio.Unlock();
        if (error == Errno.None)
        {
            MoveState(PageOf(folio), target);
            PutBack(folio);
            PutBack(target.Folio, HugetlbHolders.User);
        }
        else
        {
            PutBack(folio);
            target.Folio.Put(HugetlbHolders.User);
        }

        return error;
    }

    /// <remarks>Models <c>alloc_hugetlb_folio_nodemask</c>: a free folio that is not reserved, else fresh memory for a while.</remarks>
    [Interleaved]
    private HugePage? TakeTarget()
    {
        Lock.Acquire();
        HugePage? page = Available > 0 ? Dequeue() : null;
        Lock.Release();
        page ??= AllocateFresh();
        if (page is null || page.Folio.RefCount != 0)
        {
            return page;
        }

        Lock.Acquire();
        AccountNew(page);
        page.Folio.Unfreeze(1, HugetlbHolders.User);
        page.Flags |= HugePageFlags.Temporary;
        Lock.Release();
        return page;
    }

    /// <summary>Takes a folio out of all page tables and remembers where it was.</summary>
    /// <remarks>Models <c>try_to_migrate</c>: the entries that stay only tell a process to wait.</remarks>
    [Interleaved]
    private List<MovedEntry> UnmapForMove(Folio folio)
    {
        List<MovedEntry> moved = [];
        foreach (HugetlbMappedArea area in Files.SelectMany(static f => f.Areas).ToArray())
        {
            foreach ((HugeIndex index, HugetlbEntry entry) in area.EntriesOf(folio))
            {
                moved.Add(new MovedEntry(area, index, entry));
                area.Detach(index, folio);
            }
        }

        return moved;
    }

    /// <remarks>Models <c>hugetlbfs_migrate_folio</c>, and <c>migrate_folio</c> for anonymous folios.</remarks>
    [Interleaved]
    private Errno Move(Folio source, Folio target)
    {
        bool anonymous = source.Has(FolioFlags.Anon);
        Errno error = source.Mapping is { } mapping && !anonymous
            ? mapping.MigrateMapping(target, source, extra: 0)
            : source.RefCount == 1 ? Errno.None : Errno.EAGAIN;
        if (error != Errno.None)
        {
            return error;
        }

        HugePage from = PageOf(source);
        HugePage to = PageOf(target);
        to.Contents.CopyFrom(from.Contents);
        to.Subpool = from.Subpool;
        from.Subpool = null;
        target.MigrateFlagsFrom(source);
        if (source.Mapping is { } left && !anonymous)
        {
            left.FinishMigration(source);
        }

        return Errno.None;
    }

    /// <remarks>Models <c>remove_migration_ptes</c>.</remarks>
    private static void Remap(Folio folio, List<MovedEntry> entries)
    {
        foreach (MovedEntry moved in entries)
        {
            moved.Area.Attach(moved.Index, moved.Entry with { Folio = folio });
        }
    }

    /// <summary>Being temporary passes from the new page to the old one, which is about to be freed.</summary>
    /// <remarks>Models <c>move_hugetlb_state</c>.</remarks>
    private static void MoveState(HugePage from, HugePage to)
    {
        to.AnonExclusive = from.AnonExclusive;
        if (to.Has(HugePageFlags.Temporary))
        {
            to.Flags &= ~HugePageFlags.Temporary;
            from.Flags |= HugePageFlags.Temporary;
        }
    }

    /// <summary>An entry of a page table that waits for its folio to be moved.</summary>
    private sealed record MovedEntry(HugetlbMappedArea Area, HugeIndex Index, HugetlbEntry Entry);
}
