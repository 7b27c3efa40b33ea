namespace FolioModel.Hugetlb;

/// <summary>The result of a change of a reservation map.</summary>
/// <param name="Error"><see cref="Errno.None"/>, or <see cref="Errno.ENOMEM"/>: no memory for a descriptor, and nothing changed.</param>
/// <param name="Pages">How many huge pages are added or deleted.</param>
/// <param name="Descriptors">How many descriptors were set aside for it; to be handed to the call that ends the change.</param>
public readonly record struct ReservationChange(Errno Error, long Pages, int Descriptors = 0)
{
    /// <summary>Whether it worked.</summary>
    public bool IsOk => Error == Errno.None;
}
