namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Reads or writes a byte. Reference effect of a fault: +1 for the new entry of the page table; a new folio of a shared mapping also
    /// has those of the page cache. Lock: the fault mutex of the place.
    /// </summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <param name="write">Write; the contents are not changed, see <see cref="Store"/>.</param>
    /// <returns>Success, or the signal that the process gets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mapping is shorter.</exception>
    /// <remarks>Models a page fault, <c>hugetlb_fault</c>.</remarks>
    [Interleaved]
    public HugetlbFault Touch(long offset, bool write)
    {
        ThrowIfUnmapped();
        HugeIndex index = IndexAt(offset);
        if (write && !IsWritable)
        {
            return HugetlbFault.AccessDenied;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlb_fault");
        RwSemaphore mutex = Pool.FaultMutex(File.Mapping, index);
        mutex.DownWrite();
        Folio shared = AnonymousToCopy(index, write);
        while (!shared.IsNone && !shared.TryLock())
        {
            // An owner that takes a page from its children comes back for the mutex with this folio locked: waiting here would deadlock.
            shared.Get();
            mutex.UpWrite();
            shared.Lock();
            shared.Unlock();
            shared.Put();
            mutex.DownWrite();
            shared = AnonymousToCopy(index, write);
        }

        if (!shared.IsNone)
        {
            shared.Get();
        }

        HugetlbFault fault = FaultLocked(index, write, mutex);
        if (!shared.IsNone)
        {
            shared.Unlock();
            shared.Put();
        }

        mutex.UpWrite();
        return fault;
    }

    /// <summary>Fills a range with a byte, faulting as needed.</summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="value">The byte.</param>
    /// <returns>Success, or the signal that the process gets on the way.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mapping is shorter, or the length is negative.</exception>
    [Interleaved]
    public HugetlbFault Store(long offset, long length, byte value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        while (length > 0)
        {
            HugetlbFault fault = Touch(offset, write: true);
            if (fault != HugetlbFault.None)
            {
                return fault;
            }

            long start = offset % Pool.PageBytes;
            long part = Math.Min(length, Pool.PageBytes - start);
            Pool.PageOf(Peek(IndexAt(offset))).Contents.Fill(start, start + part, value);
            offset += part;
            length -= part;
        }

        return HugetlbFault.None;
    }

    [Interleaved]
    private HugetlbFault FaultLocked(HugeIndex index, bool write, RwSemaphore mutex)
    {
        if (!Table.TryGetValue(index, out HugetlbEntry entry))
        {
            return MapPage(index, write, mutex);
        }

        if (entry.Poisoned)
        {
            return HugetlbFault.Poisoned;
        }

        if (!write)
        {
            return HugetlbFault.None;
        }

        if (entry.Writable)
        {
            Table[index] = entry with { Dirty = true };
            return HugetlbFault.None;
        }

        return MakeWritable(index, mutex);
    }

    /// <summary>The anonymous folio that a write must look at under its lock, since it may have to be copied; or none.</summary>
    private Folio AnonymousToCopy(HugeIndex index, bool write)
    {
        bool mayCopy = write && Table.TryGetValue(index, out HugetlbEntry entry) && !entry.Writable && !entry.Poisoned;
        Folio folio = mayCopy ? Peek(index) : default;
        return !folio.IsNone && folio.Has(FolioFlags.Anon) ? folio : default;
    }

    /// <summary>Maps the folio of a place that is not mapped yet: the file's, or a new one.</summary>
    /// <remarks>Models <c>hugetlb_no_page</c>. The reference of the lookup or allocation becomes the page table's.</remarks>
    [Interleaved]
    private HugetlbFault MapPage(HugeIndex index, bool write, RwSemaphore mutex)
    {
        if (IsReserveUnmapped)
        {
            return HugetlbFault.NoPage;
        }

        FolioResult found = File.Mapping.Pages.LockFolio(File.CacheIndex(index));
        bool isNew = !found.IsOk;
        if (isNew)
        {
            if (index.Value >= File.Size / Pool.PageBytes)
            {
                return HugetlbFault.NoPage;
            }

            found = AllocatePage(index);
            if (!found.IsOk)
            {
                return found.Error == Errno.ENOMEM ? HugetlbFault.OutOfMemory : HugetlbFault.NoPage;
            }
        }

        Folio folio = found.Folio;
        if (!isNew && folio.Has(FolioFlags.HwPoison))
        {
            folio.Unlock();
            folio.Put();
            return HugetlbFault.Poisoned;
        }

        Install(index, folio, anonymous: isNew && !IsShared);
        HugetlbFault fault = HugetlbFault.None;
        if (write && !IsShared)
        {
            // The copy is made at once instead of by a second fault. The file's folio needs no lock for that.
            bool anonymous = folio.Has(FolioFlags.Anon);
            if (!anonymous)
            {
                folio.Unlock();
            }

            fault = MakeWritable(index, mutex);
            if (!anonymous)
            {
                return fault;
            }
        }

        if (isNew)
        {
            Pool.SetMigratable(folio);
        }

        folio.Unlock();
        return fault;
    }

    /// <returns>A new locked folio: in the file for a shared mapping, of its own for a private one.</returns>
    [Interleaved]
    private FolioResult AllocatePage(HugeIndex index)
    {
        if (IsShared)
        {
            return File.AllocateIntoCache(Reservation, index);
        }

        HasAnonymous = true;
        FolioResult taken = Pool.Allocate(Reservation, index, File.Subpool, copyByOwner: false);
        if (taken.IsOk)
        {
            Pool.Zero(taken.Folio);
            taken.Folio.Lock();
        }

        return taken;
    }

    /// <summary>Maps a folio at an index. Reference effect: none, the caller's reference becomes the page table's.</summary>
    /// <remarks>Models <c>make_huge_pte</c> with <c>hugetlb_add_file_rmap</c> or <c>hugetlb_add_new_anon_rmap</c>.</remarks>
    private void Install(HugeIndex index, Folio folio, bool anonymous)
    {
        if (anonymous)
        {
            AddAnonymous(folio, index);
        }
        else
        {
            folio.AddHugePageMapping();
        }

        bool writable = IsShared && IsWritable;
        Table[index] = new HugetlbEntry(folio, writable, Dirty: writable);
    }

    /// <remarks>Models <c>hugetlb_add_new_anon_rmap</c>.</remarks>
    private void AddAnonymous(Folio folio, HugeIndex index)
    {
        folio.AddHugePageMapping(File.CacheIndex(index));
        Pool.ClearRestoreReserve(folio);
        Pool.PageOf(folio).AnonExclusive = true;
    }
}
