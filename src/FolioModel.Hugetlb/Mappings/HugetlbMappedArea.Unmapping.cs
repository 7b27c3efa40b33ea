namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Unmaps it as a whole. Reference effect: -1 on each mapped folio. The owner of a private mapping gives back what it reserved and did
    /// not use; the file keeps the reservations of a shared one.
    /// </summary>
    /// <remarks>Models <c>munmap</c>, and <c>exit</c> for one mapping.</remarks>
    [Interleaved]
    public void Unmap()
    {
        ThrowIfUnmapped();
        using KernelTask.FunctionScope function = _machine.Current.Enter("__unmap_hugepage_range");
        Zap(Start, End);
        IsUnmapped = true;
        ReturnReservation(Start, End);
        File.Detach(this);
    }

    /// <summary>Unmaps a part; what remains behind the part becomes a mapping of its own.</summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Success and the mapping of what remains behind the part, or null; <see cref="Errno.EINVAL"/> (offset or length are no multiples of
    /// the huge page, or lie outside).
    /// </returns>
    /// <remarks>Models <c>munmap</c> with <c>hugetlb_vm_op_split</c>.</remarks>
    [Interleaved]
    public HugetlbMapResult Unmap(long offset, long length)
    {
        ThrowIfUnmapped();
        using KernelTask.FunctionScope function = _machine.Current.Enter("do_vmi_align_munmap");
        if (length <= 0 || offset < 0 || (offset | length) % Pool.PageBytes != 0 || offset > Length - length)
        {
            return HugetlbMapResult.Failed(Errno.EINVAL);
        }

        HugeIndex from = new(Start.Value + (offset / Pool.PageBytes));
        HugeIndex to = new(from.Value + (length / Pool.PageBytes));
        HugetlbMappedArea? rest = to < End ? Split(to) : null;
        if (from == Start)
        {
            Unmap();
        }
        else
        {
            Split(from).Unmap();
        }

        return new HugetlbMapResult(rest, Errno.None);
    }

    /// <summary>
    /// Unmaps what is mapped in a range and leaves the mapping; private copies are lost. Reference effect: -1 on each mapped folio.
    /// </summary>
    /// <param name="offset">Bytes from the start of the mapping, a multiple of the huge page.</param>
    /// <param name="length">Bytes; the end is rounded down to huge pages.</param>
    /// <returns>Success, or <see cref="Errno.EINVAL"/> (the start).</returns>
    /// <remarks>Models <c>madvise(MADV_DONTNEED)</c>.</remarks>
    [Interleaved]
    public Errno DontNeed(long offset, long length)
    {
        ThrowIfUnmapped();
        if (length < 0 || offset < 0 || offset % Pool.PageBytes != 0 || offset > Length - length)
        {
            return Errno.EINVAL;
        }

        using KernelTask.FunctionScope function = _machine.Current.Enter("madvise_dontneed_single_vma");
        long start = Start.Value + (offset / Pool.PageBytes);
        Zap(new HugeIndex(start), new HugeIndex(start + (length / Pool.PageBytes)));
        return Errno.None;
    }

    /// <summary>Makes a hole in the file under the mapping.</summary>
    /// <param name="offset">Bytes from the start of the mapping, a multiple of the base page.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Success, <see cref="Errno.EINVAL"/> (alignment, range), <see cref="Errno.EACCES"/> (not shared and writable), or what punching says.
    /// </returns>
    /// <remarks>Models <c>madvise(MADV_REMOVE)</c>.</remarks>
    [Interleaved]
    public Errno Remove(long offset, long length)
    {
        ThrowIfUnmapped();
        using KernelTask.FunctionScope function = _machine.Current.Enter("madvise_remove");
        if (length <= 0 || offset < 0 || (offset | length) % PageSize.Bytes != 0 || offset > Length - length)
        {
            return Errno.EINVAL;
        }

        if (!IsShared || !IsWritable)
        {
            return Errno.EACCES;
        }

        return File.Fallocate(
            FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset((Start.Value * Pool.PageBytes) + offset), length);
    }

    /// <summary>Takes a range out of the page table. Reference effect: -1 on each folio that was mapped.</summary>
    /// <remarks>
    /// Models <c>__unmap_hugepage_range</c>: the references are dropped when all entries are gone, so that no task reaches a freed folio
    /// through a stale translation.
    /// </remarks>
    [Interleaved]
    internal void Zap(HugeIndex from, HugeIndex to)
    {
        List<Folio> gathered = [];
        foreach (HugeIndex index in Table.Keys.Where(i => i >= from && i < to).ToArray())
        {
            HugetlbEntry entry = Table[index];
            Table.Remove(index);
            if (!entry.Poisoned)
            {
                ZapEntry(index, entry);
                gathered.Add(entry.Folio);
            }
        }

        foreach (Folio folio in gathered)
        {
            folio.PutHugePageMapping();
        }
    }

    /// <remarks>
    /// Models <c>hugetlb_remove_rmap</c>. An anonymous folio without mappings gives its reservation back to the owner of the mapping:
    /// otherwise another mapping might take the page that the owner relies on. That does not happen while there is a surplus, since then
    /// the page itself goes.
    /// </remarks>
    [Interleaved]
    private void ZapEntry(HugeIndex index, HugetlbEntry entry)
    {
        Folio folio = entry.Folio;
        if (entry.Dirty)
        {
            folio.SetDirtyFlag();
        }

        folio.RemoveHugePageMapping();
        if (!IsOwner || !folio.Has(FolioFlags.Anon) || !Pool.Reserves.TryRestoreOnFree(folio))
        {
            return;
        }

        ReservationChange needed = Reservation.Needs(index);
        if (!needed.IsOk)
        {
            Pool.ClearRestoreReserve(folio);
        }
        else if (needed.Pages != 0)
        {
            Reservation.Add(index);
        }
        else
        {
            // The kernel leaves the descriptor set aside here, which only keeps one too many.
            Reservation.End();
        }
    }

    /// <summary>The owner of a private mapping gives back what it reserved in a range and did not use.</summary>
    /// <remarks>Models <c>hugetlb_vm_op_close</c>.</remarks>
    [Interleaved]
    private void ReturnReservation(HugeIndex from, HugeIndex to)
    {
        if (UsedReservations is not { } used)
        {
            return;
        }

        long unused = to - from - used.Count(from, to);
        if (unused != 0)
        {
            Pool.Reserves.AccountMemory(-HugetlbSubpool.Put(File.Subpool, unused));
        }
    }

    /// <summary>Cuts the mapping in two; both parts share the reservations.</summary>
    /// <returns>The second part.</returns>
    private HugetlbMappedArea Split(HugeIndex at)
    {
        HugetlbMappedArea second = Twin(Process, at, End);
        second.Reservation = Reservation;
        second.HasAnonymous = HasAnonymous;
        second.IsReserveUnmapped = IsReserveUnmapped;
        foreach (HugeIndex index in Table.Keys.Where(i => i >= at).ToArray())
        {
            second.Table.Add(index, Table[index]);
            Table.Remove(index);
        }

        End = at;
        return second;
    }

    private HugetlbMappedArea Twin(KernelTask process, HugeIndex start, HugeIndex end)
    {
        HugetlbMapOptions options = new() { Length = 0, Shared = IsShared, Writable = IsWritable, NoReserve = HasNoReserve };
        HugetlbMappedArea twin = new(File, options, process) { Start = start, End = end };
        File.Attach(twin);
        return twin;
    }
}
