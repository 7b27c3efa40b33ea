namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>Pages of the large folio that are pinned (<c>_pincount</c>).</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int PinCount
    {
        get
        {
            CheckAlive();
            return _machine.PinCountOf(_pfn);
        }
    }

    /// <summary>Whether somebody may have pinned the folio.</summary>
    /// <remarks>Models <c>folio_maybe_dma_pinned</c>, which for a large folio is exact.</remarks>
    public bool MaybePinned => PinCount > 0;

    /// <summary>Pins pages of a large folio for direct access. Reference effect: +1 for each page, and as much for <see cref="PinCount"/>.</summary>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>try_grab_folio_fast</c> with <c>FOLL_PIN</c>.</remarks>
    public void Pin(int pages = 1)
    {
        CheckHugetlb();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        _machine.References.Add(_pfn, pages, HolderKind.GupPin, 0, "try_grab_folio_fast");
        _machine.ChangePinCount(_pfn, pages);
    }

    /// <summary>Drops pins. Reference effect: -1 for each page; the last reference gives the folio back.</summary>
    /// <param name="pages">How many.</param>
    /// <exception cref="KernelBugException">Fewer are pinned.</exception>
    /// <remarks>Models <c>gup_put_folio</c> with <c>FOLL_PIN</c>.</remarks>
    [Interleaved]
    public void Unpin(int pages = 1)
    {
        CheckAlive();
        if (pages < 1 || pages > PinCount)
        {
            _machine.ThrowBug(_pfn, $"gup_put_folio: {pages} pin(s) dropped of {PinCount}");
        }

        _machine.ChangePinCount(_pfn, -pages);
        _machine.Put(_pfn, pages, HolderKind.GupPin, 0, "gup_put_folio");
    }

    /// <summary>Gets pages of a large folio for direct access. Reference effect: +1 for each page.</summary>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>try_grab_folio_fast</c> with <c>FOLL_GET</c>.</remarks>
    public void GetForAccess(int pages = 1)
    {
        CheckHugetlb();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        _machine.References.Add(_pfn, pages, HolderKind.GupGet, 0, "try_grab_folio_fast");
    }

    /// <summary>Gives pages got for direct access back. Reference effect: -1 for each page; the last reference gives the folio back.</summary>
    /// <param name="pages">How many.</param>
    /// <remarks>Models <c>put_page</c> for each.</remarks>
    [Interleaved]
    public void PutFromAccess(int pages = 1)
    {
        CheckAlive();
        _machine.Put(_pfn, pages, HolderKind.GupGet, 0, "put_page");
    }
}
