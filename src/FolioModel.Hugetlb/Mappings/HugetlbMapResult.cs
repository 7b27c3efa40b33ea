namespace FolioModel.Hugetlb;

/// <summary>A mapping, or why there is none.</summary>
/// <param name="Mapping">The mapping, or null.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
public readonly record struct HugetlbMapResult(HugetlbMapping? Mapping, Errno Error)
{
    internal static HugetlbMapResult Failed(Errno error) => new(null, error);
}
