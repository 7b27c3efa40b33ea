namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// The references that the page cache holds while the folio is cached: one for each page. Up to Linux 6.6 just one for a huge page of
    /// a pool, whose place was counted in huge pages.
    /// </summary>
    public int CacheReferences => 1 << _machine.CacheOrderOf(_pfn);

    /// <summary>Makes a folio one of a pool of huge pages: its last put goes there. Reference effect: none.</summary>
    /// <exception cref="KernelBugException">The count is not 0, the folio is cached, or it is small.</exception>
    /// <remarks>From then on it has <see cref="FolioFlags.Hugetlb"/>, is never on the LRU and counts in no file statistics.</remarks>
    public void SetPooled()
    {
        ref PageDescriptor page = ref Page;
        if (page.RefCount != 0 || page.Mapping != 0 || (page.Flags & (FolioFlags.Large | FolioFlags.Lru)) != FolioFlags.Large)
        {
            _machine.ThrowBug(_pfn, "expected a frozen large folio in no cache and on no LRU list");
        }

        page.Flags |= FolioFlags.Hugetlb;
    }

    /// <summary>Makes a folio of a pool an ordinary one, so that its last put goes to the page allocator. Reference effect: none.</summary>
    /// <exception cref="KernelBugException">The count is not 0, or the folio is not of a pool.</exception>
    public void ClearPooled()
    {
        ref PageDescriptor page = ref Page;
        if (page.RefCount != 0 || (page.Flags & FolioFlags.Hugetlb) == 0)
        {
            _machine.ThrowBug(_pfn, "expected a huge page of a pool whose count is 0");
        }

        page.Flags &= ~FolioFlags.Hugetlb;
    }

    /// <summary>
    /// Ends a life of a folio whose count is 0 and keeps its memory in its pool: its earlier holders are forgotten, and older handles are
    /// stale. Its flags stay as they are.
    /// </summary>
    /// <returns>The handle of the next life, whose count is 0 until <see cref="Unfreeze(int, HolderKind)"/>.</returns>
    /// <exception cref="KernelBugException">The folio is held, cached or mapped, or it is not of a pool.</exception>
    /// <remarks>For pools (<see cref="IHugePagePool"/>): the kernel's folio just lies on the pool's free list with count 0.</remarks>
    public Folio Retire()
    {
        ref PageDescriptor page = ref Page;
        if ((page.Flags & FolioFlags.Anon) != 0)
        {
            page.Flags &= ~FolioFlags.Anon;
            page.Mapping = 0;
        }

        if (page.RefCount != 0 || page.Mapping != 0 || (page.Flags & FolioFlags.Hugetlb) == 0 || _machine.MapCountOf(_pfn) != 0)
        {
            _machine.ThrowBug(_pfn, "expected a huge page of a pool that is not held, cached or mapped");
        }

        _machine.Instrumentation?.Freed(_pfn);
        page.NextGeneration();
        return new Folio(_machine, _pfn);
    }

    /// <summary>Ends a freeze, or takes a folio out of a pool.</summary>
    /// <param name="count">The count from now on, above 0.</param>
    /// <param name="holder">Who holds the difference between the count and what is held already.</param>
    /// <exception cref="KernelBugException">The count is not 0.</exception>
    /// <remarks>Models <c>folio_ref_unfreeze</c>.</remarks>
    public void Unfreeze(int count, HolderKind holder)
    {
        CheckAlive();
        _machine.References.Unfreeze(_pfn, count, holder, "folio_ref_unfreeze");
    }
}
