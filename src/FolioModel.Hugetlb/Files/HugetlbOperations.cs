namespace FolioModel.Hugetlb;

/// <summary>The callbacks of a hugetlbfs file for the page cache.</summary>
/// <remarks>Models <c>hugetlbfs_aops</c>.</remarks>
internal sealed class HugetlbOperations : AddressSpaceOperations
{
    /// <summary>There is no storage to be newer than: every folio is dirty, and none is tagged.</summary>
    public override bool TagsDirtyFolios => false;

    /// <inheritdoc/>
    public override bool CanWriteback => false;

    /// <summary>Sets the flag alone.</summary>
    public override bool DirtyFolio(Folio folio) => folio.SetDirtyFlag();

    /// <summary>Failed memory stays in the file, so that a reader learns that the data is lost.</summary>
    public override int ErrorRemoveFolio(AddressSpace mapping, Folio folio) => 0;
}
