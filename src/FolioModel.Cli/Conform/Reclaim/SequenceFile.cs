namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>A file of a sequence with the descriptors of its processes: reads as <c>generic_file_read_iter</c> makes them.</summary>
internal sealed class SequenceFile
{
    private readonly Machine _machine;
    private readonly Descriptor[] _descriptors;

    public SequenceFile(Machine machine, int number, AccessSequence sequence)
    {
        _machine = machine;
        Cache = machine.CreateAddressSpace(new AddressSpaceOptions { Name = $"f{number}", Size = FilePages(number) << PageSize.Shift, MaxOrder = Order.Zero });
        _descriptors = new Descriptor[Math.Max(sequence.Processes, 1)];
        for (int i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i] = new Descriptor();
        }
    }

    public AddressSpace Cache { get; }

    public bool Do(SequenceOperation operation) => operation.Code switch
    {
        SequenceCode.Read => Read(operation.Page, _descriptors[operation.Process]),
        _ => false,
    };

    private static long FilePages(int number) => number == 0 ? 32768 : 16384;

    private bool Read(uint page, Descriptor descriptor)
    {
        PageIndex index = new(page);
        Folio folio = Cache.GetFolio(index).Folio;
        bool hit = !folio.IsNone;
        if (!hit)
        {
            Fill(index);
            folio = Cache.GetFolio(index).Folio;
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

    private void Fill(PageIndex index)
    {
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, Cache.GfpMask | GfpFlags.NoRetry | GfpFlags.NoWarn);
        if (Cache.AddFolio(folio, index, Cache.GfpMask | GfpFlags.NoRetry | GfpFlags.NoWarn) != Errno.None)
        {
            throw new InvalidOperationException($"page {index} of {Cache} could not be added");
        }

        folio.MarkUptodate();
        folio.Unlock();
        folio.Put();
    }

    private sealed class Descriptor
    {
        public long LastPage { get; set; } = -1;
    }
}
