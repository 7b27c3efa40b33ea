namespace FolioModel;

/// <content>Uncached buffered input and output, of Linux 6.14 and later (<see cref="KernelProfile.HasUncachedIo"/>).</content>
public readonly partial struct Folio
{
    /// <summary>Marks a folio to leave the cache when its input or output is done. Reference effect: none.</summary>
    /// <remarks>Models <c>__folio_set_dropbehind</c>. Kernels before 6.14 have no such mark: nothing happens.</remarks>
    public void MarkDropBehind() =>
        Page.Flags |= _machine.Profile.HasUncachedIo ? FolioFlags.DropBehind : FolioFlags.None;

    /// <summary>
    /// Takes a marked folio out of its cache, if its lock is to be had at once and it is clean and not under writeback. Reference effect:
    /// -1 for each page, those of the page cache, or none.
    /// </summary>
    /// <remarks>
    /// Models <c>filemap_end_dropbehind_read</c> and <c>folio_end_dropbehind</c>. The caller holds a reference. Others do not matter,
    /// and the page table entries go.
    /// </remarks>
    [Interleaved]
    public void EndDropBehind()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_end_dropbehind");
        const FolioFlags Busy = FolioFlags.Dirty | FolioFlags.Writeback;
        if ((Page.Flags & (FolioFlags.DropBehind | Busy)) != FolioFlags.DropBehind)
        {
            return;
        }

        if (!TryLock())
        {
            return;
        }

        bool changed = (Page.Flags & FolioFlags.DropBehind) == 0
            || (_machine.Profile.LooksAgainBeforeDropBehind && (Page.Flags & Busy) != 0);
        if (!changed)
        {
            Page.Flags &= ~FolioFlags.DropBehind;
            if (Mapping is { } mapping)
            {
                mapping.InvalidateFolio(this);
            }
        }

        Unlock();
    }
}
