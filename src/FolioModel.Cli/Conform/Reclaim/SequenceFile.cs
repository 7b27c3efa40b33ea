namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>A file of a sequence with the descriptors of its processes: reads as <c>generic_file_read_iter</c> makes them.</summary>
internal sealed class SequenceFile
{
    private readonly SequenceDescriptor[] _descriptors;
    private readonly SequenceReadahead _readahead;

    public SequenceFile(Machine machine, int number, AccessSequence sequence)
    {
        long pages = FilePages(number);
        Cache = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = $"f{number}", Size = pages << PageSize.Shift, MaxOrder = Order.Zero });
        _readahead = new SequenceReadahead(machine, Cache, pages);
        _descriptors = new SequenceDescriptor[Math.Max(sequence.Processes, 1)];
        for (int i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i] = new SequenceDescriptor((sequence.Flags & SequenceFlags.NoReadahead) == 0);
        }
    }

    public AddressSpace Cache { get; }

    /// <summary>Carries an operation out.</summary>
    /// <returns>Whether the page was cached before.</returns>
    public bool Do(SequenceOperation operation)
    {
        SequenceDescriptor descriptor = _descriptors[operation.Process];
        switch (operation.Code)
        {
            case SequenceCode.Read:
                return Read(operation.Page, descriptor);
            case SequenceCode.AdviseFile:
                descriptor.Advise(operation.Argument);
                return false;
            default:
                return false;
        }
    }

    private static long FilePages(int number) => number == 0 ? 32768 : 16384;

    private bool Read(uint page, SequenceDescriptor descriptor)
    {
        PageIndex index = new(page);
        Folio folio = Cache.Pages.GetFolio(index).Folio;
        bool hit = !folio.IsNone;
        if (!hit)
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
        return hit;
    }
}
