namespace FolioModel.Hugetlb;

/// <summary>A mapped area, or why there is none.</summary>
/// <param name="Area">The mapped area, or null.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct HugetlbMapResult(HugetlbMappedArea? Area, Errno Error)
{
    internal static HugetlbMapResult Failed(Errno error) => new(null, error);
}
