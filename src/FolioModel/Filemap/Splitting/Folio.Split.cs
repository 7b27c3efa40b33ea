namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Splits a large folio into folios of a smaller order, each at its own index. Reference effect: the page cache's references are dealt
    /// out, one for each page of every part; the caller keeps its one reference and the lock on the part that this handle means, the first.
    /// Parts beyond the end of the file leave the cache and are freed.
    /// </summary>
    /// <param name="order">The order of the parts.</param>
    /// <returns>
    /// Success; <see cref="Errno.EINVAL"/> (not a smaller order, or below the mapping's minimum), <see cref="Errno.EBUSY"/> (in no cache,
    /// under writeback, or private data that cannot be released), <see cref="Errno.EAGAIN"/> (a holder other than the caller and the page
    /// cache has a reference), <see cref="Errno.ENOMEM"/>. Nothing has changed then, except for private data released.
    /// </returns>
    /// <exception cref="KernelBugException">The folio is not locked, or not large.</exception>
    /// <remarks>Models <c>split_huge_page_to_list_to_order</c> for file folios.</remarks>
    [Interleaved]
    public Errno Split(Order order) => Split(order, isolated: null);

    /// <summary>
    /// Splits a folio that the caller has isolated, as <see cref="Split(Order)"/> does; the parts go to a list instead of the LRU.
    /// </summary>
    /// <param name="order">The order of the parts.</param>
    /// <param name="isolated">
    /// Where to put the parts behind the first, from the last to the first; each with a reference of the current task's isolation. Null
    /// puts them where the folio is.
    /// </param>
    /// <returns>As <see cref="Split(Order)"/>.</returns>
    /// <exception cref="KernelBugException">The folio is not locked, or not large.</exception>
    /// <remarks>Models <c>split_huge_page_to_list_to_order</c> with a list.</remarks>
    [Interleaved]
    public Errno Split(Order order, ICollection<Folio>? isolated)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("split_huge_page_to_list_to_order");
        if (!IsLocked || Page.Order == 0)
        {
            _machine.ThrowBug(_pfn, "split: expected a locked, large folio");
        }

        if (order >= Order)
        {
            return Errno.EINVAL;
        }

        if (Mapping is not { } mapping)
        {
            return Errno.EBUSY;
        }

        return mapping.SplitFolio(this, order.Value, isolated, new KeptPart(_pfn, HolderKind.Own));
    }

    /// <summary>
    /// Splits into single pages around one of them: the caller's reference and the lock end up on that page and no longer on the head,
    /// which may go at once where the file ends before the page.
    /// </summary>
    /// <param name="kept">The page that the caller goes on with.</param>
    /// <param name="held">The kind of the caller's reference.</param>
    /// <returns>As <see cref="Split(Order)"/>.</returns>
    /// <remarks>Models <c>split_huge_page</c> on a page that is not the head.</remarks>
    [Interleaved]
    internal Errno SplitAround(Pfn kept, HolderKind held)
    {
        if (!IsLocked || Page.Order == 0)
        {
            _machine.ThrowBug(_pfn, "split: expected a locked, large folio");
        }

        return Mapping is { } mapping ? mapping.SplitFolio(this, 0, isolated: null, new KeptPart(kept.Value, held)) : Errno.EBUSY;
    }
}
