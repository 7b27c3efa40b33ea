namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The faults of a mapped file of a sequence, with the readahead that they cause.</summary>
/// <remarks>Models <c>filemap_fault</c> with <c>do_sync_mmap_readahead</c> and <c>do_async_mmap_readahead</c>.</remarks>
internal sealed class SequenceFaults(bool mapsAround) : AddressSpaceOperations
{
    /// <summary>Faults that missed beyond which a mapping gets no readahead around them (<c>MMAP_LOTSAMISS</c>).</summary>
    private const int LotsOfMisses = 100;

    private SequenceDescriptor _descriptor = null!;
    private MapOptions _pattern;
    private bool _wasTried;

    public SequenceReadahead Readahead { get; set; } = null!;

    public override bool MapsAround => mapsAround;

    /// <summary>A process touches a page: its next fault is the first try.</summary>
    /// <param name="descriptor">The descriptor that the process mapped the file through.</param>
    /// <param name="pattern">How the area is read.</param>
    public void Begin(SequenceDescriptor descriptor, MapOptions pattern)
    {
        _descriptor = descriptor;
        _pattern = pattern;
        _wasTried = false;
    }

    public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge)
    {
        long page = (long)index.Value;
        bool hasRead = false;
        FolioResult found = mapping.Pages.GetFolio(index);
        if (found.IsOk)
        {
            hasRead = !_wasTried && Hit(found.Folio, page);
        }
        else
        {
            hasRead = Miss(page);
            found = mapping.Pages.GetFolio(index);
            if (!found.IsOk)
            {
                Folio made = Readahead.AddLocked(index);
                if (made.IsNone)
                {
                    return new FileFault(default, TouchResult.OutOfMemory);
                }

                made.Unlock();
                found = new FolioResult(made, Errno.None);
                hasRead = true;
            }
        }

        if (hasRead && !_wasTried)
        {
            // The fault let go of the address space to read, so it begins again, and may find neighbours to map.
            found.Folio.Put();
            _wasTried = true;
            return new FileFault(default, TouchResult.Done);
        }

        found.Folio.Lock();
        return new FileFault(found.Folio, TouchResult.Done);
    }

    public override void FoundAround(int pages) => _descriptor.MappedMisses = Math.Max(_descriptor.MappedMisses - pages, 0);

    /// <returns>Whether anything was read.</returns>
    private bool Hit(Folio folio, long page)
    {
        if ((_pattern & MapOptions.RandomAccess) != 0 || _descriptor.MostPages == 0)
        {
            return false;
        }

        _descriptor.MappedMisses = Math.Max(_descriptor.MappedMisses - 1, 0);
        bool reads = folio.Has(FolioFlags.Reclaim);
        if (reads)
        {
            Readahead.ReachMark(_descriptor, folio, page, _descriptor.MostPages);
        }

        return reads;
    }

    /// <returns>Whether anything was read.</returns>
    private bool Miss(long page)
    {
        if ((_pattern & MapOptions.RandomAccess) != 0 || _descriptor.MostPages == 0)
        {
            return false;
        }

        if ((_pattern & MapOptions.SequentialAccess) != 0)
        {
            Readahead.Miss(_descriptor, page, _descriptor.MostPages);
            return true;
        }

        if (_descriptor.MappedMisses < LotsOfMisses * 10)
        {
            _descriptor.MappedMisses++;
        }

        bool reads = _descriptor.MappedMisses <= LotsOfMisses;
        if (reads)
        {
            Readahead.Around(_descriptor, page);
        }

        return reads;
    }
}
