namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>Gives a free folio of the pool to the page allocator, for good: the pool becomes smaller. Reference effect: none.</summary>
    /// <param name="pfn">The first frame of the folio.</param>
    /// <returns>Success, or <see cref="Errno.EBUSY"/> (in use, or all free folios are reserved).</returns>
    /// <remarks>Models <c>dissolve_free_hugetlb_folio</c>. A frame that is not of the pool (any more) counts as done.</remarks>
    [Interleaved]
    public Errno Dissolve(Pfn pfn)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("dissolve_free_hugetlb_folio");
        if (!PagesByFrame.TryGetValue(pfn.Value, out HugePage? page))
        {
            return Errno.None;
        }

        Lock.Acquire();
        bool possible = page.Has(HugePageFlags.Freed) && Available > 0;
        if (possible)
        {
            bool surplus = Surplus > 0;
            Remove(page, surplus);
            Target -= surplus ? 0 : 1;
        }

        Lock.Release();
        if (!possible)
        {
            return Errno.EBUSY;
        }

        UpdateAndFree(page);
        return Errno.None;
    }
}
