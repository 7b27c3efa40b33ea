namespace FolioModel.Shmem;

public sealed partial class ShmemFile : ISwapUser
{
    /// <summary>Reads everything of this file back from a swap area.</summary>
    /// <param name="area">The area that goes away.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/>. Pages that cannot be read are given up as lost.</returns>
    /// <remarks>Models <c>shmem_unuse_inode</c>.</remarks>
    [Interleaved]
    public Errno BringBack(SwapArea area)
    {
        ArgumentNullException.ThrowIfNull(area);
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_unuse");
        foreach ((PageIndex index, Order order, CacheEntry entry) in Mapping.Pages.Entries().ToArray())
        {
            if (!entry.IsValue || SwapEntry.FromValue(entry.Value).Type != area.Type)
            {
                continue;
            }

            for (ulong page = index.Value; page < index.Value + (ulong)order.Pages; page++)
            {
                Errno error = BringBackPage(new PageIndex(page), area);
                if (error == Errno.ENOMEM)
                {
                    return error;
                }
            }
        }

        if (Swapped.Value == 0)
        {
            _machine.Swap.Unregister(this);
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public IEnumerable<SwapEntry> NamedSlots
    {
        get
        {
            foreach ((_, Order order, CacheEntry entry) in Mapping.Pages.Entries())
            {
                for (int i = 0; entry.IsValue && !SwapEntry.FromValue(entry.Value).IsPoisoned && i < order.Pages; i++)
                {
                    yield return SwapEntry.FromValue(entry.Value) + i;
                }
            }
        }
    }

    [Interleaved]
    private Errno BringBackPage(PageIndex index, SwapArea area)
    {
        CacheEntry entry = Mapping.Pages.Peek(index);
        if (!entry.IsValue || SwapEntry.FromValue(entry.Value).Type != area.Type)
        {
            return Errno.None;
        }

        FolioResult result = SwapIn(index, SwapEntry.FromValue(entry.Value), ShmemGetMode.Cache);
        if (result.IsOk)
        {
            result.Folio.Unlock();
            result.Folio.Put();
        }

        return result.Error;
    }

    /// <summary>
    /// Brings a page back: finds its folio in the swap cache or reads it into a fresh one, puts that into the file in place of the swap
    /// entry and takes it out of the swap cache. Reference effect: 1 + n (n of the swap cache), 1 + 2n in both caches, 1 + n (n of the page
    /// cache); the 1 is the current task's.
    /// </summary>
    /// <returns>
    /// The locked folio, dirty again; <see cref="Errno.EEXIST"/> to look again; <see cref="Errno.EIO"/>, <see cref="Errno.ENOMEM"/>,
    /// <see cref="Errno.EINVAL"/>.
    /// </returns>
    /// <remarks>Models <c>shmem_swapin_folio</c>.</remarks>
    [Interleaved]
    private FolioResult SwapIn(PageIndex index, SwapEntry entry, ShmemGetMode mode)
    {
        if (entry.IsPoisoned)
        {
            return FolioResult.Failed(Errno.EIO);
        }

        Order? order = OrderOfSwap(index, entry.ToValue());
        if (order is null)
        {
            return FolioResult.Failed(Errno.EEXIST);
        }

        if (_machine.Swap.AreaOf(entry) is not { } area)
        {
            return FolioResult.Failed(Errno.EINVAL);
        }

        // A large entry names its first slot only; which page of it is meant, the index says.
        FolioResult found = area.Cache.Get(entry);
        if (!found.IsOk || order > found.Folio.Order)
        {
            (Errno error, Order split) = SplitLargeEntry(index, entry);
            if (error != Errno.None)
            {
                return GiveUp(found, index, entry, error);
            }

            entry += (int)(index.Value & ((ulong)split.Pages - 1));
            found = found.IsOk ? found : _machine.Swap.ReadIn(entry, Mapping.GfpMask);
            if (!found.IsOk)
            {
                return GiveUp(found, index, entry, found.Error);
            }
        }
        else if (order < found.Folio.Order)
        {
            ulong mask = (ulong)found.Folio.Pages - 1;
            entry = entry with { Offset = entry.Offset & ~mask };
            index = new PageIndex(index.Value & ~mask);
        }

        return MoveToFile(found.Folio, index, entry, area, mode);
    }

    /// <summary>Splits a swap entry of several pages, so that each page has an entry of its own.</summary>
    /// <returns>Success and the order that the entry had, or the error.</returns>
    /// <remarks>Models <c>shmem_split_large_entry</c>.</remarks>
    [Interleaved]
    private (Errno Error, Order Order) SplitLargeEntry(PageIndex index, SwapEntry entry) =>
        Mapping.Pages.OwnerEntries.SplitValue(index, entry.ToValue());

    [Interleaved]
    private FolioResult MoveToFile(Folio folio, PageIndex index, SwapEntry entry, SwapArea area, ShmemGetMode mode)
    {
        folio.Lock();
        if (folio.Swap != entry || OrderOfSwap(index, entry.ToValue()) is null)
        {
            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(Errno.EEXIST);
        }

        if (!folio.Has(FolioFlags.Uptodate))
        {
            return GiveUpLocked(folio, index, entry, Errno.EIO);
        }

        folio.WaitForWriteback();
        int pages = folio.Pages;
        PageIndex start = new(index.Value & ~((ulong)pages - 1));
        Errno error = AddToPageCache(folio, start, entry.ToValue(), Mapping.GfpMask);
        if (error != Errno.None)
        {
            return GiveUpLocked(folio, index, entry, error);
        }

        RecalculateInode(0, -pages);
        if (mode == ShmemGetMode.Write)
        {
            folio.MarkAccessed();
        }

        area.Cache.Delete(folio);
        folio.MarkDirty();
        area.Free(entry, pages);
        return new FolioResult(folio, Errno.None);
    }

    [Interleaved]
    private FolioResult GiveUpLocked(Folio folio, PageIndex index, SwapEntry entry, Errno error)
    {
        if (OrderOfSwap(index, entry.ToValue()) is null)
        {
            error = Errno.EEXIST;
        }

        if (error == Errno.EIO)
        {
            Poison(folio, index, entry);
        }

        folio.Unlock();
        folio.Put();
        return FolioResult.Failed(error);
    }

    [Interleaved]
    private FolioResult GiveUp(FolioResult found, PageIndex index, SwapEntry entry, Errno error)
    {
        if (!found.Folio.IsNone)
        {
            found.Folio.Put();
        }

        return FolioResult.Failed(OrderOfSwap(index, entry.ToValue()) is null ? Errno.EEXIST : error);
    }

    /// <summary>Gives up a folio that could not be read: its place in the file says so from now on.</summary>
    /// <remarks>Models <c>shmem_set_folio_swapin_error</c>. Reference effect: -1 for each page, those of the swap cache.</remarks>
    [Interleaved]
    private void Poison(Folio folio, PageIndex index, SwapEntry entry)
    {
        if (!Mapping.Pages.OwnerEntries.ReplaceValue(index, entry.ToValue(), SwapEntry.Poisoned.ToValue()))
        {
            return;
        }

        int pages = folio.Pages;
        folio.WaitForWriteback();
        SwapArea area = _machine.Swap.AreaOf(entry)!;
        area.Cache.Delete(folio);
        RecalculateInode(-pages, -pages);
        area.Free(entry, pages);
    }

    /// <summary>The order of a swap entry that is still in the file, or null.</summary>
    /// <remarks>Models <c>shmem_confirm_swap</c>.</remarks>
    private Order? OrderOfSwap(PageIndex index, ulong value) =>
        Mapping.Pages.Peek(index) is { IsValue: true } entry && entry.Value == value ? Mapping.Pages.OrderAt(index) : null;
}
