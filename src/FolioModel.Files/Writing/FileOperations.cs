namespace FolioModel.Files;

/// <summary>The callbacks that the page cache has of a regular file.</summary>
/// <remarks>Models <c>ext4_da_aops</c> and <c>generic_file_vm_ops</c>.</remarks>
internal sealed partial class FileOperations(RegularFile file) : AddressSpaceOperations
{
    /// <summary>A folio that becomes dirty counts for the task that pauses for it, and puts its file on the flusher's list.</summary>
    public override bool DirtyFolio(Folio folio)
    {
        bool clean = folio.DirtyAndTag();
        if (clean)
        {
            // A store through a mapping to a hole asks for space as late as here.
            if (!file.Reserve(folio.Index, folio.Pages))
            {
                file.RecordError(Errno.ENOSPC);
            }

            file.FileSystem.Throttle.Count(folio.Pages);
            file.FileSystem.Flusher.NoteDirty(file);
        }

        return clean;
    }

    [Interleaved]
    public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge) => file.Fault(index);

    public override void FoundAround(int pages) => file.FoundAround(pages);

    /// <summary>Invalidation wants a dirty folio gone: it is written first, and the caller waits.</summary>
    public override Errno LaunderFolio(Folio folio) => Errno.None;
}
