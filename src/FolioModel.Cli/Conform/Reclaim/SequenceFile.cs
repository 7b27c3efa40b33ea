namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>
/// A file of a sequence with the descriptors and mappings of its processes: reads as <c>generic_file_read_iter</c> makes them, faults as
/// <c>filemap_fault</c> does.
/// </summary>
internal sealed class SequenceFile
{
    private readonly SequenceDescriptor[] _descriptors;
    private readonly MappedArea?[] _mappings;
    private readonly SequenceReadahead _readahead;
    private readonly SequenceFaults _faults;
    private readonly long _pagesUsed;

    public SequenceFile(Machine machine, int number, AccessSequence sequence, Action added)
    {
        Pages = FilePages(number);
        _pagesUsed = sequence.FilePages[number];
        _faults = new SequenceFaults((sequence.Flags & SequenceFlags.NoFaultAround) == 0);
        Cache = machine.CreateAddressSpace(new AddressSpaceOptions
        {
            Name = $"f{number}",
            Size = Pages << PageSize.Shift,
            MaxOrder = Order.Zero,
            Operations = _faults,
        });
        _readahead = new SequenceReadahead(machine, Cache, Pages, added);
        _faults.Readahead = _readahead;
        _descriptors = new SequenceDescriptor[Math.Max(sequence.Processes, 1)];
        _mappings = new MappedArea?[_descriptors.Length];
        for (int i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i] = new SequenceDescriptor((sequence.Flags & SequenceFlags.NoReadahead) == 0);
        }
    }

    public AddressSpace Cache { get; }

    public long Pages { get; }

    /// <summary>Where a process maps the file.</summary>
    public MappedArea MappingOf(ProcessMemory process, int number) =>
        _mappings[number] ??= process.Map(Cache, PageIndex.Zero, Pages, MapOptions.Shared | MapOptions.Writable);

    /// <summary>Carries an operation out.</summary>
    public void Do(SequenceOperation operation, ProcessMemory process)
    {
        SequenceDescriptor descriptor = _descriptors[operation.Process];
        switch (operation.Code)
        {
            case SequenceCode.Read:
                Read(operation.Page, descriptor);
                break;
            case SequenceCode.AdviseFile:
                descriptor.Advise(operation.Argument);
                break;
            case SequenceCode.Touch or SequenceCode.TouchWrite:
                MappedArea area = MappingOf(process, operation.Process);
                _faults.Begin(descriptor, process.AreaAt(area.First + operation.Page)!.Options);
                process.Touch(area.First + operation.Page, operation.Code == SequenceCode.TouchWrite);
                break;
        }
    }

    /// <summary>Whether a page is cached and up to date.</summary>
    public bool Has(uint page) => Cache.Pages.Peek(new PageIndex(page)) is { IsFolio: true } entry && entry.Folio.Has(FolioFlags.Uptodate);

    /// <summary>Cached pages of the part that the sequence uses: readahead may go past it.</summary>
    public long CountResident()
    {
        long resident = 0;
        foreach ((PageIndex index, _, CacheEntry entry) in Cache.Pages.Entries())
        {
            resident += entry.IsFolio && (long)index.Value < _pagesUsed ? 1 : 0;
        }

        return resident;
    }

    private static long FilePages(int number) => number == 0 ? 32768 : 16384;

    private void Read(uint page, SequenceDescriptor descriptor)
    {
        PageIndex index = new(page);
        Folio folio = Cache.Pages.GetFolio(index).Folio;
        if (folio.IsNone)
        {
            _readahead.Miss(descriptor, page, 1);
            folio = Cache.Pages.GetFolio(index).Folio;
        }

        if (folio.Has(FolioFlags.Reclaim))
        {
            _readahead.ReachMark(descriptor, folio, page, 1);
        }

        // A folio that is read piece by piece through one descriptor counts as used once.
        if (descriptor.LastPage != page)
        {
            folio.MarkAccessed();
        }

        descriptor.LastPage = page;
        folio.Put();
    }
}
