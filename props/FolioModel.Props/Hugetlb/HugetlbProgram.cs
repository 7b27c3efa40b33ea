namespace FolioModel.Props.Hugetlb;

/// <summary>A random program, and on which pool and mount it runs.</summary>
/// <param name="Pages">Huge pages of the pool at the start.</param>
/// <param name="Maximum">The mount's maximum, or null.</param>
/// <param name="Minimum">The mount's minimum, or null.</param>
/// <param name="Since67">Whether the page cache counts hugetlb folios in base pages.</param>
/// <param name="Operations">The steps.</param>
internal sealed record HugetlbProgram(int Pages, int? Maximum, int? Minimum, bool Since67, HugetlbOperation[] Operations)
{
    public override string ToString() =>
        $"pool {Pages}, max {Maximum}, min {Minimum}, since 6.7 {Since67}: {string.Join("; ", Operations.Select(o => o.ToString()))}";
}
