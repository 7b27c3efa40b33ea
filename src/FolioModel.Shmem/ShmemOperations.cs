namespace FolioModel.Shmem;

/// <summary>The callbacks of a shmem file for the page cache.</summary>
/// <remarks>Models <c>shmem_aops</c>.</remarks>
internal sealed partial class ShmemOperations(ShmemFile file) : AddressSpaceOperations
{
    public override void ZeroRange(Folio folio, long offset, long length) => file.ZeroContents(folio, offset, length);

    public override bool CanWriteback => false;

    public override bool TagsDirtyFolios => false;

    public override bool CanWritePage => true;

    /// <summary>No tag: only reclaim ever writes these folios.</summary>
    public override bool DirtyFolio(Folio folio) => folio.SetDirtyFlag();

    public override ulong EndOfContents(AddressSpace mapping) => Math.Max(base.EndOfContents(mapping), file.FallocatedEnd.Value);

    /// <remarks>Models <c>shmem_uncharge</c>.</remarks>
    public override void DroppedBySplit(int pages) => file.RecalculateInode(0, 0);

    [Interleaved]
    public override PageOutResult WritePage(Folio folio, ICollection<Folio> parts) => file.SwapOut(folio, parts);

    [Interleaved]
    public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge) => file.Fault(index, fitsHuge);

    /// <summary>The bad folio stays in the file, so that a reader learns that the contents are lost.</summary>
    public override int ErrorRemoveFolio(AddressSpace mapping, Folio folio) => 0;
}
