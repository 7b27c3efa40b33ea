using System.Collections.Immutable;

namespace FolioModel.Gmem;

/// <summary>Whether a range may change hands between guest and host.</summary>
/// <param name="Error"><see cref="Errno.None"/>, or <see cref="Errno.EAGAIN"/> when a holder that is not known holds a folio of it.</param>
/// <param name="UnsafeIndex">The first page of the first folio that is held, where there is one.</param>
/// <param name="Holders">Who holds it, beyond the page cache and the test itself.</param>
public sealed record GmemConversion(Errno Error, PageIndex UnsafeIndex, ImmutableArray<ReferenceHolder> Holders)
{
    /// <summary>Whether it may.</summary>
    public bool IsSafe => Error == Errno.None;

    internal static GmemConversion Safe { get; } = new(Errno.None, default, []);
}

public sealed partial class GuestMemfd
{
    /// <summary>
    /// Tests whether only the page cache holds the folios of a range, so that it can be converted in place: the count of each must be its
    /// pages and the test's own reference. Reference effect: +1 and -1 on each folio.
    /// </summary>
    /// <param name="start">First page.</param>
    /// <param name="count">How many pages.</param>
    /// <returns>Safe, or the first folio that is not and who holds it.</returns>
    /// <remarks>
    /// Models <c>kvm_gmem_is_safe_for_conversion</c> of the 2025 series on in-place conversion. A folio that waits in another CPU's lru_add
    /// batch fails the test until every CPU has drained.
    /// </remarks>
    [Interleaved]
    public GmemConversion TestConversion(PageIndex start, PageCount count)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("kvm_gmem_is_safe_for_conversion");
        PageIndex last = new(start.Value + (ulong)count.Value - 1);
        return TestConversion(start, last, mayDrain: false);
    }

    /// <summary>Tests a range; a held folio that may wait in a batch drains those of all CPUs, once, if that is allowed.</summary>
    [Interleaved]
    private GmemConversion TestConversion(PageIndex start, PageIndex last, bool mayDrain)
    {
        FolioBatch batch = new(_machine);
        GmemConversion result = GmemConversion.Safe;
        PageIndex next = start;
        while (result.IsSafe && next <= last)
        {
            Mapping.Pages.GetFolios(batch, next, last);
            if (batch.Count == 0)
            {
                return result;
            }

            next = batch.Next;
            for (int i = 0; i < batch.Count && result.IsSafe; i++)
            {
                result = TestFolio(batch[i]);
                if (!result.IsSafe && mayDrain && batch[i].Order == Order.Zero)
                {
                    mayDrain = false;
                    _machine.Batches.DrainAll();
                    result = TestFolio(batch[i]);
                }
            }

            batch.Put();
        }

        return result;
    }

    /// <summary>
    /// Makes a range private to the guest, or shares it with the host, in place. With <paramref name="drain"/> a first failure of the test
    /// drains the batches of all CPUs and the test is tried again: of the whole range, or under
    /// <see cref="GmemProfile.DrainsOnceAtHeldFolio"/> of the folio that failed. Reference effect: none in the end.
    /// </summary>
    /// <param name="start">First page.</param>
    /// <param name="count">How many pages.</param>
    /// <param name="toPrivate">The direction.</param>
    /// <param name="drain">Whether to drain the batches of all CPUs when the test fails.</param>
    /// <returns>Safe and done, or <see cref="Errno.EAGAIN"/> with the first unsafe page and who holds it, and nothing changed.</returns>
    /// <remarks>
    /// Models the conversion of the 2025 and 2026 series: under the exclusive invalidate lock, with the guest's mappings taken away. Every
    /// slot bound to the range has its attributes changed.
    /// </remarks>
    [Interleaved]
    public GmemConversion Convert(PageIndex start, PageCount count, bool toPrivate, bool drain)
    {
        ThrowIfClosed();
        PageIndex end = start + count;
        using KernelTask.FunctionScope function = _machine.Current.Enter("kvm_gmem_convert");
        Mapping.InvalidateLock.DownWrite();
        Inode.InvalidateBegin(start, end);
        bool once = drain && Profile.DrainsOnceAtHeldFolio;
        GmemConversion result = TestConversion(start, new PageIndex(end.Value - 1), once);
        if (!result.IsSafe && drain && !once)
        {
            _machine.Batches.DrainAll();
            result = TestConversion(start, count);
        }

        if (result.IsSafe)
        {
            SetAttributes(start, end, toPrivate);
        }

        Inode.InvalidateEnd(start, end);
        Mapping.InvalidateLock.UpWrite();
        return result;
    }

    private GmemConversion TestFolio(Folio folio)
    {
        const int Own = 1;
        if (folio.RefCount == folio.Pages + Own)
        {
            return GmemConversion.Safe;
        }

        return new GmemConversion(Errno.EAGAIN, folio.Index, OthersOn(folio));
    }

    /// <summary>The holders of a folio without the page cache and without the test's own lookup.</summary>
    private ImmutableArray<ReferenceHolder> OthersOn(Folio folio)
    {
        ImmutableArray<ReferenceHolder>.Builder others = ImmutableArray.CreateBuilder<ReferenceHolder>();
        int own = 1;
        foreach (ReferenceHolder holder in folio.Holders)
        {
            if (holder.Kind == HolderKind.PageCache)
            {
                continue;
            }

            int mine = holder.Kind == HolderKind.Lookup && holder.Task == _machine.Current ? own : 0;
            own -= mine;
            if (holder.Count > mine)
            {
                others.Add(holder with { Count = holder.Count - mine });
            }
        }

        return others.ToImmutable();
    }

    private void SetAttributes(PageIndex start, PageIndex end, bool toPrivate)
    {
        foreach (MemorySlot slot in BoundSlots(start, end))
        {
            (ulong first, ulong behind) = slot.GuestFrames(start, end);
            Vm.Attributes.StoreUnderInvalidation(first, behind, toPrivate);
        }
    }
}
