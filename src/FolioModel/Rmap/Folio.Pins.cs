namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>How much a pin adds to the count of a small folio (<c>GUP_PIN_COUNTING_BIAS</c>).</summary>
    public const int PinBias = 1024;

    /// <summary>Pins of a large folio (<c>_pincount</c>); a small folio's pins are in its reference count.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    public int PinCount
    {
        get
        {
            CheckAlive();
            return _machine.PinCountOf(_pfn);
        }
    }

    /// <summary>Whether the folio may be pinned. A small folio with very many other references looks pinned too.</summary>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_maybe_dma_pinned</c>.</remarks>
    public bool MaybePinned => Order.Value > 0 ? PinCount > 0 : RefCount >= PinBias;

    /// <summary>
    /// Pins pages of the folio for direct access by a device. Reference effect: +1024 for each page on a small folio, +1 and one more pin
    /// on a large one; owned by the current task.
    /// </summary>
    /// <param name="pages">How many pages, of a large folio; a small one may be pinned several times.</param>
    /// <exception cref="KernelBugException">The count is 0.</exception>
    /// <remarks>Models <c>try_grab_folio</c> with <c>FOLL_PIN</c>.</remarks>
    public void Pin(int pages = 1)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("try_grab_folio");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        CheckAlive();
        bool large = Order.Value > 0;
        _machine.References.Add(_pfn, large ? pages : pages * PinBias, HolderKind.GupPin, 0, "pin_user_pages");
        if (large)
        {
            _machine.AddPins(_pfn, pages);
        }

        _machine.Instrumentation?.Tell(KernelEventKind.FolioPin, _pfn, "pin_user_pages", pages);
    }

    /// <summary>Takes pins back. Reference effect: what <see cref="Pin"/> added, taken away; the last reference frees the folio.</summary>
    /// <param name="pages">How many pages.</param>
    /// <exception cref="LedgerViolationException">The ledger is on and the current task has not pinned the folio so often.</exception>
    /// <remarks>Models <c>unpin_user_pages</c>.</remarks>
    public void Unpin(int pages = 1)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("unpin_user_pages");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pages);
        CheckAlive();
        bool large = Order.Value > 0;
        if (large)
        {
            _machine.AddPins(_pfn, -pages);
        }

        // The last reference may go with the pins, so the folio is told of while it is one.
        _machine.Instrumentation?.Tell(KernelEventKind.FolioUnpin, _pfn, "unpin_user_pages", pages);

        _machine.Put(_pfn, large ? pages : pages * PinBias, HolderKind.GupPin, 0, "unpin_user_pages");
    }

    /// <summary>
    /// Gets pages of the folio for direct access without pinning them. Reference effect: +1 for each page, owned by the current task.
    /// </summary>
    /// <param name="pages">How many pages.</param>
    /// <exception cref="KernelBugException">The count is 0.</exception>
    /// <remarks>Models <c>try_grab_folio</c> with <c>FOLL_GET</c>.</remarks>
    public void GetForAccess(int pages = 1)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("try_grab_folio");
        CheckAlive();
        _machine.References.Add(_pfn, pages, HolderKind.GupGet, 0, "get_user_pages");
    }

    /// <summary>Gives pages back. Reference effect: -1 for each page.</summary>
    /// <param name="pages">How many pages.</param>
    /// <exception cref="LedgerViolationException">The ledger is on and the current task has not got so many.</exception>
    /// <remarks>Models <c>put_page</c> on pages of <c>get_user_pages</c>.</remarks>
    public void PutFromAccess(int pages = 1)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("put_page");
        CheckAlive();
        _machine.Put(_pfn, pages, HolderKind.GupGet, 0, "put_page");
    }
}
