namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Reports that a base page's memory failed. The whole huge page is taken out of all page tables, whose entries say so from then on; in
    /// a file it stays, so that a reader learns of the loss. Reference effect: those of the page tables go, one stays that keeps the memory
    /// out of the pool.
    /// </summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <returns>What came of it, and which processes got SIGBUS.</returns>
    /// <remarks>Models <c>madvise(MADV_HWPOISON)</c>, <c>try_memory_failure_hugetlb</c> and <c>me_huge_page</c>.</remarks>
    [Interleaved]
    public HugetlbFailure FailMemory(long offset)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("try_memory_failure_hugetlb");
        bool lockless = !Peek(IndexAt(offset)).IsNone;
        if (Touch(offset, write: false) != HugetlbFault.None)
        {
            return new HugetlbFailure(Errno.EFAULT, []);
        }

        Folio folio = Peek(IndexAt(offset));
        folio.GetForAccess();
        NoteUse(folio, lockless);
        return Pool.FailInUse(folio, FailingPage(offset));
    }

    private int FailingPage(long offset) => (int)(offset % Pool.PageBytes / PageSize.Bytes);

    /// <summary>
    /// Moves a huge page away from memory that is about to fail, and takes the base page out of use. Reference effect: see
    /// <see cref="HugePagePool.Migrate"/>.
    /// </summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <returns>
    /// Success; <see cref="Errno.EFAULT"/> (nothing is mapped there); <see cref="Errno.EBUSY"/> (the folio is isolated or has another
    /// holder); <see cref="Errno.ENOMEM"/> (no huge page to move to).
    /// </returns>
    /// <remarks>Models <c>madvise(MADV_SOFT_OFFLINE)</c> and <c>soft_offline_in_use_page</c>.</remarks>
    [Interleaved]
    public Errno SoftOffline(long offset)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("soft_offline_in_use_page");
        bool lockless = !Peek(IndexAt(offset)).IsNone;
        if (Touch(offset, write: false) != HugetlbFault.None)
        {
            return Errno.EFAULT;
        }

        Folio folio = Peek(IndexAt(offset));
        folio.GetForAccess();
        NoteUse(folio, lockless);
        return Pool.OfflineInUse(folio, FailingPage(offset));
    }

    /// <summary>Only the way without locks, to a page that is mapped already, notes the use.</summary>
    private static void NoteUse(Folio folio, bool lockless)
    {
        if (lockless)
        {
            folio.SetReferenced();
        }
    }
}
