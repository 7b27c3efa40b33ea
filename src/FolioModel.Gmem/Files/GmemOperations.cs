namespace FolioModel.Gmem;

/// <summary>The callbacks of a guest_memfd for the page cache.</summary>
/// <remarks>Models <c>kvm_gmem_aops</c>.</remarks>
internal sealed class GmemOperations : AddressSpaceOperations
{
    /// <inheritdoc/>
    public override bool TagsDirtyFolios => false;

    /// <inheritdoc/>
    public override bool CanWriteback => false;

    /// <summary>There is no storage to be newer than: only the flag is set.</summary>
    public override bool DirtyFolio(Folio folio) => folio.SetDirtyFlag();

    /// <summary>Guest memory cannot be moved: the copy would be of encrypted or inaccessible contents.</summary>
    public override Errno MigrateFolio(AddressSpace mapping, Folio destination, Folio source, int extra) => Errno.EINVAL;

    /// <summary>Takes the page away from the guest and leaves it in the file.</summary>
    /// <returns>2, "delayed", which the kernel's caller counts as a failure.</returns>
    /// <remarks>Models <c>kvm_gmem_error_folio</c>.</remarks>
    public override int ErrorRemoveFolio(AddressSpace mapping, Folio folio)
    {
        const int Delayed = 2;
        Inode!.Invalidate(folio.Index, folio.NextIndex);
        return Delayed;
    }

    internal GmemInode? Inode { get; set; }
}
