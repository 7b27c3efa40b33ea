namespace FolioModel.Cli.Conform;

/// <summary>
/// Notes how folios stand before, after and at each event inside an operation, for those whose recording shows what happened inside
/// (<c>steps</c>).
/// </summary>
/// <param name="look">How a kind of recordings sees a folio.</param>
/// <param name="next">Who else watches the machine.</param>
internal sealed class MomentLog(Func<Folio, FolioMoment> look, IMachineObserver next) : IMachineObserver
{
    private bool _isOn;

    /// <summary>The moments of the operation, in order.</summary>
    public List<FolioMoment> Moments { get; } = [];

    /// <summary>Begins an operation of which the inside was recorded.</summary>
    /// <param name="handles">The folios that the trace knows.</param>
    public void Begin(HandleTable handles)
    {
        Moments.Clear();
        _isOn = true;
        NoteAll(handles);
    }

    /// <summary>Ends the operation.</summary>
    /// <param name="handles">The folios that the trace knows by now.</param>
    public void End(HandleTable handles)
    {
        NoteAll(handles);
        _isOn = false;
    }

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        // Who holds a reference is no property of a kernel's folio.
        if (_isOn && kernelEvent.Kind != KernelEventKind.PageRefHandOver && machine.PeekFolio(kernelEvent.Pfn) is { IsNone: false } folio)
        {
            FolioMoment now = look(folio);

            // What changed without an event since the last one shows in the state before this one.
            Moments.Add(Before(kernelEvent, now));
            Moments.Add(now);
            if (kernelEvent.Delta > 0 && kernelEvent.Holder == HolderKind.LruAddBatch)
            {
                // The reference is taken right before the slot is filled, which is no event.
                Moments.Add(now with { Batches = now.Batches + 1 });
            }
        }

        next.OnEvent(machine, kernelEvent);
    }

    /// <summary>The state before an event: with all but the one thing that the event is about.</summary>
    private static FolioMoment Before(in KernelEvent kernelEvent, FolioMoment now) => kernelEvent.Kind switch
    {
        KernelEventKind.FolioLock or KernelEventKind.FolioUnlock => now with { Flags = now.Flags ^ (uint)FolioFlags.Locked },
        KernelEventKind.PageRefMod => now with { RefCount = now.RefCount - kernelEvent.Delta },
        _ => now,
    };

    private void NoteAll(HandleTable handles)
    {
        foreach (KnownFolio known in handles.Living)
        {
            if (!known.IsFreed)
            {
                Moments.Add(look(known.Folio));
            }
        }
    }
}
