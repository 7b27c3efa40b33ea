namespace FolioModel.Cli.Conform.Processes;

/// <summary>How recordings of system calls on shmem files and guest_memfds see folios.</summary>
/// <param name="state">The program.</param>
internal sealed class ProcessView(ProcessState state) : FolioView
{
    private static readonly HolderKind[] s_own = [HolderKind.Get, HolderKind.GupGet, HolderKind.Lookup];

    /// <inheritdoc/>
    public override ReadOnlySpan<HolderKind> OwnHolders => s_own;

    /// <inheritdoc/>
    public override int NumbersOfValue => 4;

    /// <inheritdoc/>
    public override int PinsOf(KnownFolio known) => state.Pins.GetValueOrDefault(known.Handle);

    /// <inheritdoc/>
    public override int PinsElsewhere(KnownFolio known) =>
        state.Ring.Where(buffer => buffer.Folio == known.Folio).Sum(static buffer => buffer.Pins);

    /// <inheritdoc/>
    public override int OwnElsewhere(KnownFolio known) => state.Pipe.Count(page => page.Folio == known.Folio);

    /// <inheritdoc/>
    /// <remarks>The recorder finds private copies only once they are on the LRU.</remarks>
    public override void Discover(HandleTable handles)
    {
        foreach (Folio copy in state.Machine.Lru[LruListKind.InactiveAnon].Where(folio => folio.Has(FolioFlags.Anon)))
        {
            handles.Know(copy);
        }
    }

    /// <inheritdoc/>
    public override void AddValue(List<long> values, PageIndex index, Order order, CacheEntry entry)
    {
        SwapEntry swap = SwapEntry.FromValue(entry.Value);
        values.AddRange([(long)index.Value, order.Value, swap.Type, (long)swap.Offset]);
    }
}
