namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>The last page that a file can have (<c>MAX_LFS_FILESIZE</c>).</summary>
    private const ulong LastIndex = (ulong)long.MaxValue >> PageSize.Shift;

    /// <summary>
    /// Finds the folio of a page, brings it in from swap or makes a new one, as the mode says. Reference effect: +1 owned by the current
    /// task; a new folio also has one for each page, owned by the page cache, and if small one of the lru_add batch until it drains.
    /// </summary>
    /// <param name="index">The page.</param>
    /// <param name="mode">For what it is wanted.</param>
    /// <param name="writeEnd">Where the write that it is for ends, in bytes; a size that the file is going to have.</param>
    /// <returns>
    /// The locked folio; success without a folio (a hole under <see cref="ShmemGetMode.Read"/>); or <see cref="Errno.EFBIG"/>,
    /// <see cref="Errno.EINVAL"/> (beyond the size), <see cref="Errno.ENOENT"/>, <see cref="Errno.ENOMEM"/>, <see cref="Errno.ENOSPC"/>,
    /// <see cref="Errno.EIO"/> (cannot be read from swap).
    /// </returns>
    /// <exception cref="KernelDeadlockException">The folio is locked by a task that does not run.</exception>
    /// <remarks>Models <c>shmem_get_folio</c>. Locks: takes the folio's and leaves it locked; i_pages inside.</remarks>
    [Interleaved]
    public FolioResult GetFolio(PageIndex index, ShmemGetMode mode, long writeEnd = 0)
    {
        ThrowIfClosed();
        using KernelTask.FunctionScope function = _machine.Current.Enter("shmem_get_folio");
        return FindOrMake(index, mode, writeEnd, mayBeHuge: true);
    }

    [Interleaved]
    private FolioResult FindOrMake(PageIndex index, ShmemGetMode mode, long writeEnd, bool mayBeHuge)
    {
        if (index.Value > LastIndex)
        {
            return FolioResult.Failed(Errno.EFBIG);
        }

        while (true)
        {
            if (mode <= ShmemGetMode.Cache && IsBeyondSize(index))
            {
                return FolioResult.Failed(Errno.EINVAL);
            }

            CacheEntry entry = Mapping.Pages.GetEntry(index);
            FolioResult result;
            if (entry.IsValue)
            {
                result = SwapIn(index, SwapEntry.FromValue(entry.Value), mode);
            }
            else if (entry.IsFolio)
            {
                result = UseExisting(entry.Folio, index, mode);
            }
            else
            {
                result = FolioResult.Failed(Errno.ENOENT);
            }

            if (result.Error == Errno.ENOENT)
            {
                result = FillHole(index, mode, writeEnd, mayBeHuge);
            }

            // Another task was faster: look again.
            if (result.Error != Errno.EEXIST)
            {
                return result;
            }
        }
    }

    /// <returns>
    /// The locked folio, <see cref="Errno.EEXIST"/> to look again, or <see cref="Errno.ENOENT"/> when it counts as a hole.
    /// </returns>
    [Interleaved]
    private FolioResult UseExisting(Folio folio, PageIndex index, ShmemGetMode mode)
    {
        folio.Lock();
        _machine.Point(SchedulingPoint.MappingRecheck);
        if (folio.Mapping != Mapping)
        {
            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(Errno.EEXIST);
        }

        if (mode == ShmemGetMode.Write)
        {
            folio.MarkAccessed();
        }

        if (folio.Has(FolioFlags.Uptodate))
        {
            return new FolioResult(folio, Errno.None);
        }

        if (mode == ShmemGetMode.Read)
        {
            // Reserved but never written reads as a hole does.
            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(Errno.ENOENT);
        }

        return Finish(folio, index, mode, isNew: false);
    }

    [Interleaved]
    private FolioResult FillHole(PageIndex index, ShmemGetMode mode, long writeEnd, bool mayBeHuge)
    {
        if (mode == ShmemGetMode.Read)
        {
            return default;
        }

        if (mode == ShmemGetMode.NoAllocate)
        {
            return FolioResult.Failed(Errno.ENOENT);
        }

        FolioResult created = FolioResult.Failed(Errno.ENOMEM);
        if (mayBeHuge && AllowsHuge(index, writeEnd) && HugeRangeIsEmpty(index))
        {
            created = AllocateAndAdd(HugeStart(index), Order.Pmd, GfpFlags.TransHugeLight);
        }

        if (created.Error is not (Errno.None or Errno.EEXIST))
        {
            created = AllocateAndAdd(index, Order.Zero, Mapping.GfpMask);
        }

        if (!created.IsOk)
        {
            if (created.Error != Errno.EEXIST)
            {
                RecalculateInode(0, 0);
            }

            return created;
        }

        Folio folio = created.Folio;
        if (folio.Order > Order.Zero && new ByteOffset(Size).ToNextPageIndex() < folio.NextIndex)
        {
            Mount.AddToShrinkList(this);
        }

        if (mode == ShmemGetMode.Write)
        {
            folio.SetReferenced();
        }

        // A new reservation may stay as it is, like a page about to be written: that is how undoing recognises it.
        return Finish(folio, index, mode == ShmemGetMode.Fallocate ? ShmemGetMode.Write : mode, isNew: true);
    }

    /// <summary>Clears the contents unless the caller writes them, and looks at the size once more.</summary>
    [Interleaved]
    private FolioResult Finish(Folio folio, PageIndex index, ShmemGetMode mode, bool isNew)
    {
        if (mode != ShmemGetMode.Write && !folio.Has(FolioFlags.Uptodate))
        {
            ClearContents(folio);
            folio.MarkUptodate();
        }

        if (mode > ShmemGetMode.Cache || !IsBeyondSize(index))
        {
            return new FolioResult(folio, Errno.None);
        }

        if (isNew)
        {
            Mapping.Pages.RemoveFolio(folio);
        }

        RecalculateInode(0, 0);
        folio.Unlock();
        folio.Put();
        return FolioResult.Failed(Errno.EINVAL);
    }

    /// <returns>
    /// The locked folio; <see cref="Errno.ENOMEM"/>; <see cref="Errno.EEXIST"/> when another task filled the range;
    /// <see cref="Errno.ENOSPC"/>.
    /// </returns>
    /// <remarks>Models <c>shmem_alloc_and_add_folio</c>.</remarks>
    [Interleaved]
    private FolioResult AllocateAndAdd(PageIndex start, Order order, GfpFlags gfp)
    {
        _machine.Point(SchedulingPoint.Allocate);
        Folio folio = _machine.Allocator.AllocateFolio(order, gfp);
        if (folio.IsNone)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        folio.Lock();
        folio.MarkSwapBacked();
        Errno error = AddToPageCache(folio, start, expected: null, gfp);
        if (error == Errno.None && ChargeOrShrink(order.Pages) != Errno.None)
        {
            Mapping.Pages.RemoveFolio(folio);
            error = Errno.ENOSPC;
        }

        if (error != Errno.None)
        {
            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(error);
        }

        RecalculateInode(order.Pages, 0);
        folio.AddToLru();
        return new FolioResult(folio, Errno.None);
    }

    /// <summary>Puts a folio into the page cache: into an empty range, or in place of its swap entry.</summary>
    /// <returns>Success; <see cref="Errno.EEXIST"/> when the range does not hold what was expected; <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>shmem_add_to_page_cache</c>.</remarks>
    [Interleaved]
    private Errno AddToPageCache(Folio folio, PageIndex start, ulong? expected, GfpFlags gfp) =>
        Mapping.Pages.OwnerEntries.InsertSwapBacked(folio, start, expected, gfp, "shmem_add_to_page_cache");

    /// <summary>Charges for a folio that is in the cache already; on a full mount after freeing what lies behind the files' ends.</summary>
    [Interleaved]
    private Errno ChargeOrShrink(int pages)
    {
        if (Charge(pages) == Errno.None)
        {
            return Errno.None;
        }

        Mount.ShrinkUnused(pages);

        // The new folio is in the cache but not booked yet.
        GiveBack(pages + Allocated.Value - Swapped.Value - Mapping.Pages.Count.Value);
        return Charge(pages);
    }

    private bool AllowsHuge(PageIndex index, long writeEnd)
    {
        long size = Math.Max(writeEnd, Size);
        ulong pages = (ulong)PageCount.RoundedUp(size).Value;
        return HugePages switch
        {
            HugePagePolicy.Always => true,
            HugePagePolicy.WithinSize => pages >= HugeStart(index).Value + (ulong)Order.Pmd.Pages,
            _ => false,
        };
    }

    private bool HugeRangeIsEmpty(PageIndex index)
    {
        PageIndex start = HugeStart(index);
        return !Mapping.Pages.HasEntries(start, new PageIndex(start.Value + (ulong)Order.Pmd.Pages - 1));
    }

    private bool IsBeyondSize(PageIndex index) => (long)(index.Value << PageSize.Shift) >= Size;

    private static PageIndex HugeStart(PageIndex index) => new(index.Value & ~((ulong)Order.Pmd.Pages - 1));
}
