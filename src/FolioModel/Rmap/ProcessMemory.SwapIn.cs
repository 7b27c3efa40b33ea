namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Brings a page back from swap. Reference effect: +1 owned by the page table, and one of the lru_add batch where it was read anew; the
    /// swap cache's goes where the slot is not needed any more.
    /// </summary>
    /// <remarks>
    /// Models <c>do_swap_page</c>. A synchronous device reads a page that only this process uses past the swap cache; otherwise neighbours
    /// are read with it. Since 7.0 nothing goes past the swap cache.
    /// </remarks>
    [Interleaved]
    private TouchResult FaultSwapped(MappedArea area, VirtualPage page, PageTableEntry entry, bool write, bool isFault)
    {
        SwapEntry slot = entry.Swap;
        if (_machine.Swap.AreaOf(slot) is not { } device)
        {
            return TouchResult.Done;
        }

        bool direct = false;
        FolioResult found = device.Cache.Get(slot);
        if (found.IsOk && found.Folio.Has(FolioFlags.HwPoison))
        {
            // Memory failure left it in the swap cache with contents that nobody else has, so that their owner learns of the loss.
            found.Folio.Put();
            return TouchResult.HardwarePoison;
        }

        if (found.IsOk)
        {
            _machine.Swap.NoteFound(device, found.Folio);
        }
        else
        {
            direct = device.Device.IsSynchronous && device.CountOf(slot) == 1 && !_machine.Profile.ClaimsSlotsWithFolio;
            found = direct ? ReadPastCache(device, slot) : _machine.Swap.ReadAhead(slot, GfpFlags.HighUserMovable);
            if (found.IsOk && isFault)
            {
                CountMajorFault();
            }
        }

        if (!found.IsOk)
        {
            // Another task has it, or it is back already: the processor tries again.
            if (found.Error == Errno.EEXIST && Table.At(page) == entry && device.IsCached(slot) && !device.Cache.Peek(slot).IsFolio)
            {
                _machine.Relax(WaitReason.SwapIn, "the task that reads the page from swap");
            }

            return found.Error == Errno.ENOMEM && Table.At(page) == entry ? TouchResult.OutOfMemory : TouchResult.Done;
        }

        Folio folio = found.Folio;
        if (!direct)
        {
            folio.Lock();
            if (folio.Swap != slot)
            {
                folio.Unlock();
                folio.Put();
                return TouchResult.Done;
            }

            if (write && !folio.Has(FolioFlags.Lru))
            {
                // The reference of this CPU's batch would make it look shared.
                _machine.Batches.Drain();
            }
        }

        bool valid = Table.At(page) == entry;
        if (!valid || !folio.Has(FolioFlags.Uptodate))
        {
            DropSwappedIn(device, slot, folio, direct);
            return valid ? TouchResult.BusError : TouchResult.Done;
        }

        bool written = MapSwappedIn(area, page, entry, folio, write, direct);
        return write && !written ? WritePrivately(area, page) : TouchResult.Done;
    }

    /// <summary>Reads a page that no other process uses, past the swap cache, which claims the slot meanwhile.</summary>
    /// <returns>The locked folio; <see cref="Errno.ENOMEM"/>; or <see cref="Errno.EEXIST"/> when another task has the slot.</returns>
    [Interleaved]
    private FolioResult ReadPastCache(SwapArea device, SwapEntry slot)
    {
        _machine.Point(SchedulingPoint.Allocate);
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        if (folio.IsNone)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        Errno failed = _machine.Swap.ChargeSwappedIn(folio, slot, GfpFlags.Kernel);
        if (failed == Errno.None && !device.TryClaim(slot))
        {
            failed = Errno.EEXIST;
        }

        if (failed != Errno.None)
        {
            folio.Put();
            return FolioResult.Failed(failed);
        }

        folio.Lock();
        folio.MarkSwapBacked();
        if (device.Cache.Peek(slot) is { IsValue: true } shadow)
        {
            _machine.WorkingSet.Refault(folio.Frame, shadow.Value);
        }

        folio.AddToLru();
        _machine.Statistics.SwappedIn++;
        _machine.CountTransfer(PageSize.Bytes, isWrite: false);
        if (device.Device.Read(folio, slot))
        {
            _machine.Contents?.Load(slot, folio);
            folio.MarkUptodate();
        }

        return new FolioResult(folio, Errno.None);
    }

    [Interleaved]
    private static void DropSwappedIn(SwapArea device, SwapEntry slot, Folio folio, bool direct)
    {
        folio.Unlock();
        folio.Put();
        if (direct)
        {
            device.DropCache(slot, 1);
        }
    }

    /// <summary>Makes the entry for a locked folio whose contents are back; the caller's reference becomes the entry's.</summary>
    /// <returns>Whether the process may write the page.</returns>
    [Interleaved]
    private bool MapSwappedIn(MappedArea area, VirtualPage page, PageTableEntry entry, Folio folio, bool write, bool direct)
    {
        SwapEntry slot = entry.Swap;
        SwapArea device = _machine.Swap.AreaOf(slot)!;
        bool exclusive = direct || entry.Has(PteFlags.Exclusive);

        // The slot's user goes and the entry comes in one step, as under the lock of the page table.
        device.Free(slot, 1);
        MakeAnonymous(area, page, folio, exclusive: false);
        _machine.References.Convert(folio.Frame, HolderKind.Own, HolderKind.PageTable);
        _machine.Mappings.AddPage(folio.Frame, folio.Frame);
        Table.Set(page, new PageTableEntry(folio.Frame, PteFlags.Present | PteFlags.Young));
        if (!direct && ShouldFreeSlot(area, folio, write))
        {
            _machine.Swap.FreeSwapOf(folio);
        }

        bool writable = false;
        if (exclusive || folio.RefCount == 1)
        {
            writable = area.IsWritable;
            folio.Page.Flags |= FolioFlags.AnonExclusive;
            PteFlags flags = (writable ? PteFlags.Writable : PteFlags.None) | (writable && write ? PteFlags.Dirty : PteFlags.None);
            Table.Set(page, Table.At(page).With(flags));
        }

        if (area.IsLocked)
        {
            _machine.MlockBatches.Mlock(folio);
        }

        folio.Unlock();
        if (direct)
        {
            device.DropCache(slot, 1);
        }

        return writable;
    }

    /// <remarks>Models <c>should_try_to_free_swap</c>.</remarks>
    private bool ShouldFreeSlot(MappedArea area, Folio folio, bool write) => folio.Has(FolioFlags.SwapCache)
        && (area.IsLocked || folio.Has(FolioFlags.Mlocked) || _machine.Swap.IsNearlyFull(folio)
            || (write && folio.RefCount == 1 + folio.Pages));

    /// <summary>
    /// Reads every page back from a swap area that goes away. A page that cannot be read is lost: an entry in its place says so.
    /// </summary>
    /// <param name="area">The swap area.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>unuse_mm</c> with <c>unuse_pte</c>.</remarks>
    [Interleaved]
    public Errno BringBack(SwapArea area)
    {
        ArgumentNullException.ThrowIfNull(area);
        foreach ((ulong number, PageTableEntry entry) in Table.Small.ToArray())
        {
            VirtualPage page = new(number);
            if (!entry.IsSwapped || entry.SwapType != area.Type || AreaAt(page) is not { } mapped)
            {
                continue;
            }

            TouchResult result = FaultSwapped(mapped, page, entry, write: false, isFault: false);
            if (result == TouchResult.OutOfMemory)
            {
                return Errno.ENOMEM;
            }

            bool lost = result is TouchResult.HardwarePoison or TouchResult.BusError;
            if (lost && Table.At(page) == entry)
            {
                Table.Set(page, new PageTableEntry(0, PteFlags.Poisoned));
                area.Free(entry.Swap, 1);
            }
        }

        return Errno.None;
    }
}
