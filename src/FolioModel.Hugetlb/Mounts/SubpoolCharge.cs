namespace FolioModel.Hugetlb;

/// <summary>The answer of a mount's limits to a request.</summary>
/// <param name="Error"><see cref="Errno.None"/>, or <see cref="Errno.ENOMEM"/>: beyond the maximum, and nothing changed.</param>
/// <param name="FromPool">How many of the huge pages asked for must come out of the pool; the others are part of the mount's
/// minimum.</param>
public readonly record struct SubpoolCharge(Errno Error, long FromPool)
{
    /// <summary>Whether the limits allow it.</summary>
    public bool IsOk => Error == Errno.None;
}
