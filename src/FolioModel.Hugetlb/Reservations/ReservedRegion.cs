namespace FolioModel.Hugetlb;

/// <summary>A run of huge pages in a reservation map.</summary>
/// <param name="From">The first.</param>
/// <param name="To">Right behind the last.</param>
/// <param name="IsCharged">Charged to the control group of the task that mapped it; regions that differ in this never merge.</param>
/// <remarks>Models <c>struct file_region</c>.</remarks>
public readonly record struct ReservedRegion(HugeIndex From, HugeIndex To, bool IsCharged)
{
    /// <summary>How many huge pages it covers.</summary>
    public long Pages => To - From;

    /// <inheritdoc/>
    public override string ToString() => $"[{From.Value}, {To.Value})";
}
