using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>A file of a filesystem on a disk: its folios of an order above 0 carry private data, which goes when they are clean.</summary>
internal sealed class DiskFailureFile : FailureFile
{
    private readonly Operations _operations;

    public DiskFailureFile(FailureState state, Order order)
        : this(state, order, new Operations(order))
    {
    }

    private DiskFailureFile(FailureState state, Order order, Operations operations)
        : base(state, state.Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "disk", Size = Bytes(state.Pages), MaxOrder = order, Operations = operations }))
    {
        _operations = operations;
        Advice = order == Order.Zero ? MapOptions.RandomAccess : MapOptions.None;
    }

    /// <summary>Small folios come of a mapping that is read at random: nothing is read ahead.</summary>
    protected override MapOptions Advice { get; }

    public override TransferResult Read(long page, long pages)
    {
        for (long at = page; at < page + pages; at++)
        {
            FileFault found = _operations.Fault(Mapping, new PageIndex((ulong)at), fitsHuge: false);
            found.Folio.Unlock();
            found.Folio.MarkAccessed();
            found.Folio.Put();
        }

        return new TransferResult(Bytes(pages), Errno.None);
    }

    public override TransferResult Write(long page, long pages) => throw new NotSupportedException("the recording has no write to a disk");

    public override Errno Fallocate(FallocateMode mode, long page, long pages) => Errno.EOPNOTSUPP;

    public override Errno Truncate(long pages)
    {
        long old = PageCount.RoundedUp(Mapping.Size).Value;
        Mapping.Size = Bytes(pages);
        if (pages < old)
        {
            PageIndex first = new((ulong)pages);
            Mapping.UnmapRange(first, PageIndex.Max, alsoCopies: true);
            Mapping.Truncate(new ByteOffset(Bytes(pages)), ByteOffset.ToEnd);
            Mapping.UnmapRange(first, PageIndex.Max, alsoCopies: true);
        }

        return Errno.None;
    }

    public override Errno Sync()
    {
        FolioBatch batch = new(Mapping.Machine);
        Mapping.Pages.GetFoliosTagged(batch, PageIndex.Zero, PageIndex.Max, PageCacheTag.Dirty);
        foreach (Folio folio in batch.ToArray())
        {
            folio.Lock();
            if (folio.ClearDirtyForIo())
            {
                folio.StartWriteback();
                folio.Unlock();
                folio.EndWriteback();
            }
            else
            {
                folio.Unlock();
            }
        }

        batch.Release();
        return base.Sync();
    }

    public override void Close() => Truncate(0);

    /// <summary>A read makes a folio of the file's order where there is room for one.</summary>
    private sealed class Operations(Order order) : AddressSpaceOperations
    {
        public override FileFault Fault(AddressSpace mapping, PageIndex index, bool fitsHuge)
        {
            bool isNew = !mapping.Pages.Peek(index).IsFolio;
            FolioResult result = mapping.Pages.GetFolio(index, FindFolioFlags.Lock | FindFolioFlags.Create, mapping.GfpMask, order);
            if (isNew && result.IsOk)
            {
                result.Folio.MarkUptodate();
                if (result.Folio.Order > Order.Zero)
                {
                    result.Folio.AttachPrivate();
                }
            }

            return FileFault.Of(result);
        }

        public override bool ReleaseFolio(Folio folio)
        {
            if (folio.Has(FolioFlags.Dirty) || folio.Has(FolioFlags.Writeback))
            {
                return false;
            }

            folio.DetachPrivate();
            return true;
        }

        public override void InvalidateFolio(Folio folio, long offset, long length)
        {
            if (offset == 0 && length == Bytes(folio.Pages) && folio.Has(FolioFlags.Private))
            {
                folio.DetachPrivate();
            }
        }
    }
}
