using System.Runtime.CompilerServices;

namespace FolioModel;

public readonly partial struct Folio
{
    /// <summary>
    /// Takes one more reference while another reference is certainly held. Reference effect: +1, owned by the current task.
    /// </summary>
    /// <exception cref="KernelBugException">The count is 0: the folio is frozen.</exception>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_get</c>.</remarks>
    public void Get()
    {
        CheckAlive();
        _machine.References.Get(_pfn, HolderKind.Get, 0, "folio_get");
    }

    /// <summary>Takes a reference unless the count is 0. Reference effect: +1 or none.</summary>
    /// <returns>Whether a reference was taken; false while the folio is frozen.</returns>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_try_get</c>.</remarks>
    public bool TryGet()
    {
        CheckAlive();
        return _machine.References.TryGet(_pfn, HolderKind.Get, "folio_try_get");
    }

    /// <summary>
    /// Takes a reference to the folio that starts at a frame now, from a pointer that may be stale. Reference effect: +1 or none.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="pfn">The frame, as it was read from somewhere without a lock.</param>
    /// <returns>The folio that the reference is on, which need not be the one that was meant; or <c>default</c>.</returns>
    /// <remarks>
    /// Models <c>folio_try_get</c> inside an RCU read section. The caller has to look again at where it read the pointer.
    /// </remarks>
    public static Folio TryGetStale(Machine machine, Pfn pfn)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.References.TryGet(pfn.Value, HolderKind.Get, "folio_try_get") ? new Folio(machine, pfn.Value) : default;
    }

    /// <summary>
    /// Drops one reference that the current task holds; the last one frees the folio. Reference effect: -1. It never drops a reference of
    /// the page cache or of a batch: those belong to other holders.
    /// </summary>
    /// <exception cref="LedgerViolationException">The ledger is on and the current task holds no reference.</exception>
    /// <exception cref="KernelBugException">The count is 0 already.</exception>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_put</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put()
    {
        ref PageDescriptor page = ref Page;
        if (_machine.References.SubtractAndTest(ref page, _pfn, 1, HolderKind.Own, 0, "folio_put"))
        {
            _machine.FreeFolio(_pfn, ref page);
        }
    }

    /// <summary>Takes one more reference for a given reason, on top of one that is held for sure. Reference effect: +1.</summary>
    /// <param name="holder">The reason for the reference.</param>
    /// <exception cref="KernelBugException">The count is 0: the folio is frozen.</exception>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_get</c>.</remarks>
    public void Get(HolderKind holder)
    {
        CheckAlive();
        _machine.References.Get(_pfn, holder, 0, "folio_get");
    }

    /// <summary>Takes a reference for a given reason unless the count is 0. Reference effect: +1 or none.</summary>
    /// <param name="holder">The reason for the reference.</param>
    /// <returns>Whether a reference was taken; false while the folio is frozen.</returns>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_try_get</c>.</remarks>
    public bool TryGet(HolderKind holder)
    {
        CheckAlive();
        return _machine.References.TryGet(_pfn, holder, "folio_try_get");
    }

    /// <summary>Drops the reference of a given holder; the last one frees the folio. Reference effect: -1.</summary>
    /// <param name="holder">Whose: for a temporary kind, the current task's.</param>
    /// <exception cref="LedgerViolationException">The ledger is on and that holder has no reference.</exception>
    /// <exception cref="KernelBugException">The count is 0 already.</exception>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_put</c>.</remarks>
    [Interleaved]
    public void Put(HolderKind holder)
    {
        CheckAlive();
        _machine.Put(_pfn, 1, holder, 0, "folio_put");
    }

    /// <summary>Swaps the count for 0 if it has the expected value: from then on no other task can take a reference.</summary>
    /// <param name="expected">The count that must be there, above 0.</param>
    /// <returns>Whether the folio is frozen now, by the current task.</returns>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>folio_ref_freeze</c>: a conditional swap that fails instead of waiting, not a lock.</remarks>
    public bool Freeze(int expected)
    {
        CheckAlive();
        return _machine.References.Freeze(_pfn, expected, "folio_ref_freeze");
    }

    /// <summary>Gives the memory of a folio back whose count is 0 and which belongs to the caller. Reference effect: none.</summary>
    /// <exception cref="KernelBugException">The folio has a holder.</exception>
    /// <exception cref="UseAfterFreeException">The folio was freed.</exception>
    /// <remarks>Models <c>free_frozen_pages</c>.</remarks>
    public void FreeFrozen()
    {
        CheckAlive();
        if (Page.RefCount != 0)
        {
            _machine.ThrowBug(_pfn, "free_frozen_pages: expected a folio whose count is 0");
        }

        _machine.FreeFolio(_pfn);
    }

    /// <summary>Ends a freeze.</summary>
    /// <param name="count">The count from now on, above 0; a difference to the holders' sum is the page cache's.</param>
    /// <exception cref="KernelBugException">The folio is not frozen.</exception>
    /// <remarks>Models <c>folio_ref_unfreeze</c>.</remarks>
    public void Unfreeze(int count)
    {
        CheckAlive();
        _machine.References.Unfreeze(_pfn, count, HolderKind.PageCache, "folio_ref_unfreeze");
    }
}
