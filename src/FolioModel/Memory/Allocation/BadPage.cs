namespace FolioModel.Allocation;

/// <summary>The states in which a page must not be freed or allocated.</summary>
/// <remarks>
/// Models <c>page_bad_reason</c> with <c>free_tail_page_prepare</c>. Charges to memory cgroups and page pools are not modelled.
/// </remarks>
internal static class BadPage
{
    /// <summary>Why a block must not be freed, or null.</summary>
    public static string? AtFree(Machine machine, int pfn, int order)
    {
        ref PageDescriptor page = ref machine.Map[pfn];
        if (page.State is not (PageState.Allocated or PageState.AllocatedRaw))
        {
            return $"a block is freed that is not allocated but {page.State}";
        }

        if (page.Order != order)
        {
            return $"a block of order {page.Order} is freed as one of order {order}";
        }

        if (page.RefCount != 0)
        {
            return $"a page is freed whose reference count is {page.RefCount}; expected 0";
        }

        if (machine.MapCountOf(pfn) is int mapped and not 0)
        {
            return $"a page is freed that {mapped} page table(s) map; expected none";
        }

        if (page.Mapping != 0)
        {
            return "a page is freed that a file's page cache still names; expected no mapping";
        }

        FolioFlags forbidden = page.Flags & FolioFlags.CheckAtFree;
        if (forbidden != 0)
        {
            return $"a page is freed with {forbidden} set; expected none of {FolioFlags.CheckAtFree}";
        }

        return page.Order > 0 && page.State == PageState.Allocated ? OfSecondPage(in machine.Map[pfn + 1]) : null;
    }

    /// <summary>Why a free block must not be handed out, or null.</summary>
    public static string? AtAllocation(ref readonly PageDescriptor page)
    {
        if (page.RefCount != 0)
        {
            return $"a free page has {page.RefCount} reference(s); expected 0";
        }

        if (page.Mapping != 0)
        {
            return "a free page has a mapping; expected none";
        }

        FolioFlags forbidden = page.Flags & FolioFlags.CheckAtPrep;
        return forbidden != 0 ? $"a free page has {forbidden} set; expected none" : null;
    }

    /// <summary>Why the second page of a large folio keeps it from being freed, or null: its counters must be back at zero.</summary>
    public static string? OfSecondPage(in PageDescriptor second) => (second.Next | second.Prev | second.RefCount) != 0 || second.Index != 0
        ? $"a large folio is freed with counters {second.Next}, {second.Prev}, {second.Index} and {second.RefCount} in its second page; "
            + $"expected 0"
        : null;
}
