namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Moves memory that is in no file to another folio, both locked and hidden from page tables. Reference effect: those of the swap cache
    /// move, one for each page; none where the folio is in no swap cache.
    /// </summary>
    /// <param name="destination">A locked folio of the same order in no cache.</param>
    /// <param name="extra">References beyond isolation and the expected ones that the caller knows of.</param>
    /// <returns>Success, or <see cref="Errno.EAGAIN"/> with nothing changed: the folio has another holder.</returns>
    /// <remarks>
    /// Models <c>migrate_folio</c> with <c>folio_migrate_mapping</c> for anonymous memory and for what is in the swap cache. Without a
    /// cache no task can find the folio while it is hidden and locked, so that its count is compared and not frozen.
    /// </remarks>
    [Interleaved]
    private Errno MoveUncached(Folio destination, int extra)
    {
        int expected = ExpectedRefCount + extra + 1;
        if (RefCount != expected)
        {
            return Errno.EAGAIN;
        }

        ref PageDescriptor to = ref destination.Page;
        to.Index = Page.Index;
        to.Flags |= Page.Flags & (FolioFlags.SwapBacked | FolioFlags.Anon | FolioFlags.AnonExclusive);
        if (Swap is { } entry)
        {
            Errno error = _machine.Swap.AreaOf(entry)!.Cache.Move(destination, this, expected);
            if (error != Errno.None)
            {
                return error;
            }
        }

        _machine.SetFamilyOf(destination._pfn, _machine.FamilyOf(_pfn));
        destination.MigrateFlagsFrom(this);
        return Errno.None;
    }
}
