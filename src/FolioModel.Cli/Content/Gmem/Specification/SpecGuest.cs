using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Specification;

/// <summary>A VM with private memory from guest_memfds. What the guest maps holds no reference.</summary>
/// <param name="Host">The node; the guest_memfds are its files.</param>
/// <param name="Slots">Memory slots by number.</param>
/// <param name="Mapped">Guest frames that are mapped, with the page of the file behind each.</param>
/// <param name="Private">Guest frames that are private.</param>
/// <param name="Sequence">Invalidations ended so far.</param>
internal sealed record SpecGuest(
    SpecState Host,
    ImmutableSortedDictionary<int, SpecSlot> Slots,
    ImmutableSortedDictionary<ulong, (int File, ulong Index)> Mapped,
    ImmutableSortedSet<ulong> Private,
    long Sequence)
{
    /// <summary>A VM without slots.</summary>
    /// <param name="host">The node.</param>
    public static SpecGuest Empty(SpecState host) => new(
        host, ImmutableSortedDictionary<int, SpecSlot>.Empty, ImmutableSortedDictionary<ulong, (int, ulong)>.Empty, [], 0);

    /// <summary>The slot that covers a guest frame, or null.</summary>
    /// <param name="frame">The guest frame.</param>
    public SpecSlot? SlotOf(ulong frame) => Slots.Values.FirstOrDefault(s => s.Covers(frame));

    /// <summary>The guest loses mappings; it may have written, so what was mapped is dirty.</summary>
    /// <param name="isLost">Which guest frames.</param>
    public SpecGuest Zap(Func<ulong, bool> isLost)
    {
        SpecGuest g = this;
        foreach ((ulong frame, (int file, ulong index)) in Mapped.Where(m => isLost(m.Key)))
        {
            g = g.Dirtied(file, index) with { Mapped = g.Mapped.Remove(frame) };
        }

        return g;
    }

    /// <summary>The guest loses a range of a file; counted as an invalidation if a slot binds a part of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">The page behind the last.</param>
    public SpecGuest Invalidate(int file, ulong start, ulong end)
    {
        bool isBound = Slots.Values.Any(s => s.Binds(file, start, end));
        return Zap(f =>
            Mapped[f].File == file && Mapped[f].Index >= start && Mapped[f].Index < end) with
        { Sequence = Sequence + (isBound ? 1 : 0) };
    }

    /// <summary>The folio behind a page of a file becomes dirty: the flag only, guest_memfds have no tags.</summary>
    /// <param name="file">The file.</param>
    /// <param name="index">The page.</param>
    public SpecGuest Dirtied(int file, ulong index) =>
        this with { Host = Host.Flag(Host.Files[file].At(index).Entry!.Folio, SpecFlags.Dirty) };
}
