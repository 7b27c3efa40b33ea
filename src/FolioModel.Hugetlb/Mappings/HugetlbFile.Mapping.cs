namespace FolioModel.Hugetlb;

public sealed partial class HugetlbFile
{
    /// <summary>The mappings that exist, in the order in which they were made.</summary>
    public IReadOnlyList<HugetlbMapping> Mappings => MappingList;

    /// <summary>
    /// Maps a part of the file into the current task. A shared mapping reserves the huge pages of its range that are neither there nor reserved;
    /// the reservation stays with the file. A private one reserves its whole length for itself. Reference effect: none. Lock: i_rwsem.
    /// </summary>
    /// <param name="options">What to map and how.</param>
    /// <returns>
    /// The mapping; <see cref="Errno.EINVAL"/> (length not above 0, offset not a multiple of the huge page, or the end beyond the largest
    /// offset); <see cref="Errno.EPERM"/> (sealed against writing); <see cref="Errno.ENOMEM"/> (the mount's limit, or the pool cannot promise so
    /// much).
    /// </returns>
    /// <remarks>Models <c>mmap</c> and <c>hugetlbfs_file_mmap</c>.</remarks>
    [Interleaved]
    public HugetlbMapResult Map(HugetlbMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfGone();
        if (options.Length <= 0 || options.Offset < 0 || !IsAligned(options.Offset) || options.Length > long.MaxValue - Pool.PageBytes - options.Offset)
        {
            return HugetlbMapResult.Failed(Errno.EINVAL);
        }

        if (options is { Shared: true, Writable: true } && (Seals & (FileSeals.Write | FileSeals.FutureWrite)) != 0)
        {
            return HugetlbMapResult.Failed(Errno.EPERM);
        }

        long end = (options.Offset + options.Length + Pool.PageBytes - 1) & ~(Pool.PageBytes - 1);
        HugetlbMapping mapping = new(this, options, _machine.Current)
        {
            Start = new HugeIndex(options.Offset >> HugeShift),
            End = new HugeIndex(end >> HugeShift),
        };
        using KernelTask.FunctionScope function = _machine.Current.Enter("hugetlbfs_file_mmap");
        InodeLock.DownWrite();
        Errno error = Reserve(mapping);
        if (error == Errno.None && options.Writable && Size < end)
        {
            Mapping.Size = end;
        }

        InodeLock.UpWrite();
        if (error != Errno.None)
        {
            return HugetlbMapResult.Failed(error);
        }

        Attach(mapping);
        return new HugetlbMapResult(mapping, Errno.None);
    }

    /// <summary>The mappings (<c>i_mmap</c>).</summary>
    [Shared]
    private partial List<HugetlbMapping> MappingList { get; }

    internal void Attach(HugetlbMapping mapping)
    {
        MappingList.Add(mapping);
        Opens++;
    }

    [Interleaved]
    internal void Detach(HugetlbMapping mapping)
    {
        MappingList.Remove(mapping);
        Close();
    }

    /// <summary>Takes a range out of every page table that maps it.</summary>
    /// <remarks>Models <c>hugetlb_vmdelete_list</c>.</remarks>
    [Interleaved]
    private void UnmapRange(HugeIndex start, HugeIndex end)
    {
        foreach (HugetlbMapping mapping in MappingList.ToArray())
        {
            mapping.Zap(start, end);
        }
    }

    /// <summary>Takes a folio away from all private mappings that have no reservation of their own.</summary>
    /// <remarks>Models <c>unmap_ref_private</c>.</remarks>
    [Interleaved]
    internal void RobChildren(HugetlbMapping owner, HugeIndex index, Folio folio)
    {
        foreach (HugetlbMapping mapping in MappingList.ToArray())
        {
            if (mapping != owner && !mapping.IsShared && !mapping.IsOwner)
            {
                mapping.Rob(index, folio);
            }
        }
    }

    /// <remarks>Models <c>hugetlb_reserve_pages</c>: every step that failed is undone by those before it.</remarks>
    [Interleaved]
    private Errno Reserve(HugetlbMapping mapping)
    {
        if (mapping.IsShared)
        {
            mapping.Claims = new ReservationClaims(Reservations, shared: true, mapping.HasNoReserve);
        }

        if (mapping.HasNoReserve)
        {
            return Errno.None;
        }

        if (!mapping.IsShared)
        {
            mapping.Claims = new ReservationClaims(new ReservationMap(Pool, $"a private mapping of '{Mapping.Name}'"), shared: false, noReserve: false);
            return Promise(mapping.End - mapping.Start).Error;
        }

        ReservationChange missing = Reservations.Change(mapping.Start, mapping.End);
        if (!missing.IsOk)
        {
            return Errno.ENOMEM;
        }

        SubpoolCharge promised = Promise(missing.Pages);
        if (!promised.IsOk)
        {
            Reservations.Abort(missing.Descriptors);
            return Errno.ENOMEM;
        }

        ReservationChange added = Reservations.Add(mapping.Start, mapping.End, missing.Descriptors, Pool.Options.ChargesReservations);
        if (!added.IsOk)
        {
            Pool.Account(-promised.FromPool);
            Pool.GiveUp(Subpool, missing.Pages, promised.FromPool);
            Reservations.Abort(missing.Descriptors);
            return Errno.ENOMEM;
        }

        if (missing.Pages > added.Pages)
        {
            // Somebody allocated a page of the range meanwhile, which entered it into the map: it was promised twice.
            Pool.Account(-HugetlbSubpool.Put(Subpool, missing.Pages - added.Pages));
        }

        return Errno.None;
    }

    /// <summary>Takes huge pages into the mount's limits and has the pool promise them.</summary>
    [Interleaved]
    private SubpoolCharge Promise(long pages)
    {
        SubpoolCharge charge = HugetlbSubpool.Get(Subpool, pages);
        if (!charge.IsOk)
        {
            return charge;
        }

        if (Pool.Account(charge.FromPool) != Errno.None)
        {
            Pool.GiveUp(Subpool, pages, charge.FromPool);
            return new SubpoolCharge(Errno.ENOMEM, 0);
        }

        return charge;
    }
}
