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
            // Stores through a mapping have their space already; pages of a folio that others dirty ask as late as here.
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

    [Interleaved]
    public override FileFault Fault(MappedArea area, PageIndex index, bool fitsHuge, bool isRetry) =>
        file.Fault(new FileFaultRequest(index, file.ReadaheadOf(area), area.Options, isRetry));

    public override bool MapsAround => file.FileSystem.Options.FaultsAround;

    public override void MappedAround(MappedArea area, long pages)
    {
        ReadaheadState state = file.ReadaheadOf(area);
        state.MappedMisses = (int)Math.Max(state.MappedMisses - pages, 0);
    }

    /// <summary>Space is taken before the first store; contents that are on their way with a checksum must not change.</summary>
    /// <remarks>Models <c>ext4_page_mkwrite</c>.</remarks>
    [Interleaved]
    public override TouchResult MakeWritable(AddressSpace mapping, Folio folio)
    {
        if (!file.Reserve(folio.Index, folio.Pages))
        {
            return TouchResult.BusError;
        }

        file.CreateBuffers(folio);
        if (mapping.RequiresStableWrites)
        {
            folio.WaitForWriteback();
        }

        return TouchResult.Done;
    }

    /// <summary>Buffer heads go with the folio. Reference effect: -1, that of the private data, where there is some.</summary>
    public override bool ReleaseFolio(Folio folio)
    {
        file.FreeBuffers(folio);
        return true;
    }

    /// <summary>The buffer heads of a folio that is discarded as a whole go too.</summary>
    public override void InvalidateFolio(Folio folio, long offset, long length)
    {
        if (offset == 0 && length == (long)folio.Pages << PageSize.Shift)
        {
            file.FreeBuffers(folio);
        }
    }

    [Interleaved]
    public override void BalanceDirty(AddressSpace mapping) => file.PauseIfDue();

    /// <summary>Invalidation wants a dirty folio gone: it is written first, and the caller waits.</summary>
    public override Errno LaunderFolio(Folio folio) => Errno.None;
}
