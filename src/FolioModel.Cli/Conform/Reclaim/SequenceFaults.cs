namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The faults of a mapped file of a sequence, with the readahead that they cause.</summary>
/// <remarks>Models <c>filemap_fault</c> with <c>do_sync_mmap_readahead</c> and <c>do_async_mmap_readahead</c>.</remarks>
internal sealed class SequenceFaults(bool mapsAround) : AddressSpaceOperations
{
    /// <summary>Faults that missed beyond which a mapping gets no readahead around them (<c>MMAP_LOTSAMISS</c>).</summary>
    private const int LotsOfMisses = 100;

    public SequenceReadahead Readahead { get; set; } = null!;

    /// <summary>The descriptor that the faulting process mapped the file through.</summary>
    public SequenceDescriptor Descriptor { get; set; } = null!;

    /// <summary>How the faulting area is read.</summary>
    public MapOptions Pattern { get; set; }

    public override bool MapsAround => mapsAround;

    public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge)
    {
        long page = (long)index.Value;
        FolioResult found = mapping.Pages.GetFolio(index);
        if (found.IsOk)
        {
            Hit(found.Folio, page);
        }
        else
        {
            Miss(page);
            found = mapping.Pages.GetFolio(index);
            if (!found.IsOk)
            {
                return Readahead.AddLocked(index) is { IsNone: false } made ? new FileFault(made, TouchResult.Done)
                    : new FileFault(default, TouchResult.OutOfMemory);
            }
        }

        found.Folio.Lock();
        return new FileFault(found.Folio, TouchResult.Done);
    }

    private void Hit(Folio folio, long page)
    {
        if ((Pattern & MapOptions.RandomAccess) != 0 || Descriptor.MostPages == 0)
        {
            return;
        }

        Descriptor.MappedMisses = Math.Max(Descriptor.MappedMisses - 1, 0);
        if (folio.Has(FolioFlags.Reclaim))
        {
            Readahead.ReachMark(Descriptor, folio, page, Descriptor.MostPages);
        }
    }

    private void Miss(long page)
    {
        if ((Pattern & MapOptions.RandomAccess) != 0 || Descriptor.MostPages == 0)
        {
            return;
        }

        if ((Pattern & MapOptions.SequentialAccess) != 0)
        {
            Readahead.Miss(Descriptor, page, Descriptor.MostPages);
            return;
        }

        if (Descriptor.MappedMisses < LotsOfMisses * 10)
        {
            Descriptor.MappedMisses++;
        }

        if (Descriptor.MappedMisses <= LotsOfMisses)
        {
            Readahead.Around(Descriptor, page);
        }
    }
}
