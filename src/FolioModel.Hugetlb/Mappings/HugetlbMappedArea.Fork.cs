namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Gives a child its copy of the mapping. A shared mapping's page table is not copied, faults fill it; a private one's with anonymous
    /// folios is, and from then on both fault before they write. Reference effect: +1 on each folio mapped by the child.
    /// </summary>
    /// <param name="child">The new process.</param>
    /// <returns>
    /// The child's mapping, which has no reservations if it is private; or an error (a pinned page had to be copied at once and there was
    /// none left: <see cref="Errno.ENOSPC"/>, <see cref="Errno.ENOMEM"/>) with the child's mapping gone again.
    /// </returns>
    /// <remarks>Models <c>fork</c>: <c>copy_hugetlb_page_range</c>, <c>hugetlb_dup_vma_private</c>.</remarks>
    [Interleaved]
    public HugetlbMapResult Fork(KernelTask child)
    {
        ArgumentNullException.ThrowIfNull(child);
        ThrowIfUnmapped();
        using KernelTask.FunctionScope function = _machine.Current.Enter("copy_hugetlb_page_range");
        HugetlbMappedArea copy = Twin(child, Start, End);
        if (IsShared)
        {
            copy.Reservation = Reservation;
        }

        copy.HasAnonymous = HasAnonymous;
        copy.IsReserveUnmapped = IsReserveUnmapped;
        Errno error = Errno.None;
        if (HasAnonymous)
        {
            foreach (HugeIndex index in Table.Keys.ToArray())
            {
                error = CopyEntry(copy, index);
                if (error != Errno.None)
                {
                    break;
                }
            }
        }

        if (error != Errno.None)
        {
            copy.Unmap();
        }

        return error == Errno.None ? new HugetlbMapResult(copy, Errno.None) : HugetlbMapResult.Failed(error);
    }

    /// <remarks>Models <c>hugetlb_try_dup_anon_rmap</c> and <c>hugetlb_add_file_rmap</c>, as <c>fork</c> calls them.</remarks>
    [Interleaved]
    private Errno CopyEntry(HugetlbMappedArea copy, HugeIndex index)
    {
        HugetlbEntry entry = Table[index];
        if (entry.Poisoned)
        {
            copy.Table[index] = entry;
            return Errno.None;
        }

        HugePage page = Pool.PageOf(entry.Folio);
        if (entry.Folio.Has(FolioFlags.Anon) && page.AnonExclusive && entry.Folio.MaybePinned)
        {
            // The pin must keep seeing what the parent writes, so the child gets its own page now.
            return CopyPinned(copy, index, entry.Folio);
        }

        page.AnonExclusive = false;
        entry.Folio.DuplicateHugePageMapping();
        HugetlbEntry readOnly = entry with { Writable = false };
        Table[index] = readOnly;
        copy.Table[index] = readOnly;
        return Errno.None;
    }

    [Interleaved]
    private Errno CopyPinned(HugetlbMappedArea copy, HugeIndex index, Folio pinned)
    {
        FolioResult taken = Pool.Allocate(copy.Reservation, index, File.Subpool, copyByOwner: false);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        Pool.PageOf(taken.Folio).Contents.CopyFrom(Pool.PageOf(pinned).Contents);
        taken.Folio.MarkUptodate();
        copy.AddAnonymous(taken.Folio, index);
        copy.Table[index] = new HugetlbEntry(taken.Folio, Writable: true, Dirty: true);
        Pool.SetMigratable(taken.Folio);
        return Errno.None;
    }
}
