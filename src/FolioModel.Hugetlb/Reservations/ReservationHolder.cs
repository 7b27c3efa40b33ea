namespace FolioModel.Hugetlb;

/// <summary>A holder of reserved huge pages that are not allocated yet.</summary>
/// <param name="Holder">A mount's minimum, a file or the owner of a private mapping.</param>
/// <param name="Pages">How many huge pages.</param>
public readonly record struct ReservationHolder(string Holder, long Pages)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pages} {Holder}";
}
