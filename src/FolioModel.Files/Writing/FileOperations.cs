namespace FolioModel.Files;

/// <summary>What the page cache asks of a regular file.</summary>
/// <remarks>Models <c>ext4_da_aops</c> and <c>generic_file_vm_ops</c>.</remarks>
internal sealed partial class FileOperations(RegularFile file) : AddressSpaceOperations
{
    /// <summary>A folio that becomes dirty counts for the task that pauses for it, and puts its file on the flusher's list.</summary>
    public override bool DirtyFolio(Folio folio)
    {
        bool clean = folio.DirtyAndTag();
        if (clean)
        {
            file.FileSystem.Throttle.Count(folio.Pages);
            file.FileSystem.Flusher.NoteDirty(file);
        }

        return clean;
    }

    [Interleaved]
    public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge) => file.Fault(index);

    /// <summary>Invalidation wants a dirty folio gone: it is written first, and the caller waits.</summary>
    public override Errno LaunderFolio(Folio folio) => Errno.None;
}
