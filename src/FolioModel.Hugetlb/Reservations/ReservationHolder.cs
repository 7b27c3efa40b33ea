namespace FolioModel.Hugetlb;

/// <summary>Somebody to whom the pool promised huge pages that are not allocated yet.</summary>
/// <param name="Holder">Who: a mount's minimum, a file or the owner of a private mapping.</param>
/// <param name="Pages">How many huge pages.</param>
public readonly record struct ReservationHolder(string Holder, long Pages)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pages} {Holder}";
}
