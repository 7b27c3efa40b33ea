namespace FolioModel.Hugetlb;

/// <summary>The result of <c>statfs</c> on a mount.</summary>
/// <param name="BlockSize">Bytes of a huge page.</param>
/// <param name="Blocks">The maximum in huge pages; -1 with a minimum alone, 0 without limits.</param>
/// <param name="FreeBlocks">How many of them are not in use and not reserved; -1 with a minimum alone, 0 without limits.</param>
public readonly record struct HugetlbStatistics(long BlockSize, long Blocks, long FreeBlocks)
{
    /// <summary>The value of <c>f_type</c> (<c>HUGETLBFS_MAGIC</c>).</summary>
    public const long Magic = 0x958458f6;
}
