namespace FolioModel.Hugetlb;

/// <summary>The reservations that an allocation for a mapped area, or for fallocate, may use.</summary>
/// <remarks>
/// Models what <c>alloc_hugetlb_folio</c> asks a VMA: shared mappings and fallocate use the file's map; a private mapping its own, if it is
/// the
/// one that was reserved for; a child's copy of it has none.
/// </remarks>
internal sealed partial class VmaReservation(ReservationMap? map, bool shared, bool noReserve)
{
    /// <summary>A place is added or deleted in one step of one descriptor.</summary>
    private const int OneDescriptor = 1;

    /// <summary>The map, or null where there is none to look at.</summary>
    public ReservationMap? Map { get; } = map;

    /// <summary>The map is the file's, in which a region means "reserved".</summary>
    public bool IsShared { get; } = shared;

    /// <summary>The private mapping that the reservation was made for.</summary>
    public bool IsOwner => !IsShared && Map is not null;

    /// <summary>Whether an allocation may take a reserved folio.</summary>
    /// <param name="fromPool">How many folios it needs beyond what is reserved.</param>
    /// <remarks>Models <c>vma_has_reserves</c>.</remarks>
    public bool HasReserves(long fromPool) => fromPool == 0 && (IsShared || (IsOwner && !noReserve));

    /// <summary>
    /// Whether a place needs a folio beyond what is reserved: 1, or 0. Ended by <see cref="Commit"/>, <see cref="End"/>, <see cref="Add"/>
    /// or <see cref="Delete"/>.
    /// </summary>
    /// <remarks>Models <c>vma_needs_reservation</c>.</remarks>
    [Interleaved]
    public ReservationChange Needs(HugeIndex index)
    {
        if (Map is null)
        {
            return new ReservationChange(Errno.None, 1);
        }

        return Seen(Map.Change(index, index.Next));
    }

    /// <summary>The place has its folio.</summary>
    /// <remarks>Models <c>vma_commit_reservation</c>.</remarks>
    [Interleaved]
    public ReservationChange Commit(HugeIndex index) =>
        Map is null ? new ReservationChange(Errno.None, 1) : Seen(Map.Add(index, index.Next, OneDescriptor, charged: false));

    /// <summary>Nothing happens to the place.</summary>
    /// <remarks>Models <c>vma_end_reservation</c>.</remarks>
    [Interleaved]
    public void End()
    {
        if (Map is not null)
        {
            Map.Abort(OneDescriptor);
        }
    }

    /// <summary>The place has a reservation again.</summary>
    /// <remarks>Models <c>vma_add_reservation</c>.</remarks>
    [Interleaved]
    public void Add(HugeIndex index)
    {
        if (Map is null)
        {
            return;
        }

        if (IsShared)
        {
            Map.Add(index, index.Next, OneDescriptor, charged: false);
        }
        else
        {
            Map.Abort(OneDescriptor);
            Map.Delete(index, index.Next);
        }
    }

    /// <summary>The place has no reservation any more.</summary>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models <c>vma_del_reservation</c>.</remarks>
    [Interleaved]
    public Errno Delete(HugeIndex index)
    {
        if (Map is null)
        {
            return Errno.None;
        }

        if (!IsShared)
        {
            return Map.Add(index, index.Next, OneDescriptor, charged: false).Error;
        }

        Map.Abort(OneDescriptor);
        return Map.Delete(index, index.Next).Error;
    }

    /// <summary>Adds which map the reservations are in.</summary>
    internal void AddTo(ref StateHash hash) => hash.Add(Map);

    /// <summary>In a private mapping's map a region means "used", so what is missing there is what is reserved.</summary>
    private ReservationChange Seen(ReservationChange change) =>
        IsShared || !change.IsOk ? change : change with { Pages = change.Pages > 0 ? 0 : 1 };
}
