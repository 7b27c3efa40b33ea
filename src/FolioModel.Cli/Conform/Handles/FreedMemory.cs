namespace FolioModel.Cli.Conform;

/// <summary>Notes which folios give their memory back to the page allocator, in order.</summary>
/// <param name="handles">The folios of the trace; memory of others is not noted.</param>
internal sealed class FreedMemory(HandleTable handles) : IMachineObserver
{
    /// <summary>Handles freed since <see cref="Clear"/>.</summary>
    public List<long> Freed { get; } = [];

    /// <summary>
    /// Pieces, freed while the folio itself was not, that never had a number: three numbers each, the handle they were part of, the
    /// distance from its first page, the order.
    /// </summary>
    public List<long> Pieces { get; } = [];

    public void Clear()
    {
        Freed.Clear();
        Pieces.Clear();
    }

    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    /// <inheritdoc/>
    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        if (kernelEvent.Kind != KernelEventKind.MmPageFree || handles.Covering(kernelEvent.Pfn.Value) is not { } known)
        {
            return;
        }

        int page = kernelEvent.Pfn.Value - known.Folio.Pfn.Value;
        if (page != 0)
        {
            Pieces.AddRange([known.Handle, page, kernelEvent.Order.Value]);
        }
        else
        {
            handles.Forget(known);
            Freed.Add(known.Handle);
        }
    }
}
