using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>One folio as the recordings of system calls show it.</summary>
internal readonly struct ProcessRow(ProcessState state, KnownFolio known, bool cached, long batches)
{
    private const uint HasMapping = 0x2000;
    private const uint ExclusiveInFlags = 0x4000;
    private const uint InSwapCache = 1;
    private const uint Anonymous = 2;
    private const uint Exclusive = 4;
    private const uint Poisoned = 8;
    private const uint PartPoisoned = 0x10;
    private const uint MaybePinned = 0x20;
    private const FolioFlags ShownFlags = (FolioFlags)0x7FFFF & ~(FolioFlags)HasMapping;

    public KnownFolio Known => known;

    public bool IsCached => cached;

    /// <summary>References of the LRU's batches: one for each slot.</summary>
    public int BatchSlots => BatchCounters.SlotsIn(batches);

    private Folio Folio => known.Folio;

    public long Value(int column) => column switch
    {
        0 => known.Handle,
        1 => cached ? 1 : 0,
        2 => Folio.Mapping is null && !Folio.Has(FolioFlags.Anon) ? -1 : (long)Folio.Index.Value,
        3 => Folio.Order.Value,
        4 => Folio.RefCount,
        5 => Folio.MapCount,
        6 => FlagsOf(Folio),
        7 => known.Own,
        8 => cached && Folio.HasTag(PageCacheTag.Dirty) ? 1 : 0,
        9 => batches,
        10 => state.Pins.GetValueOrDefault(known.Handle),
        11 => Folio.Order == Order.Zero ? -1 : Folio.PinCount,
        12 => Folio.Order == Order.Zero ? -1 : Folio.EntireMapCount,
        13 => Folio.Order == Order.Zero ? -1 : Folio.PagesMapped,
        _ => ExtraFlagsOf(Folio),
    };

    /// <summary>A folio's flags as these recordings show them.</summary>
    /// <param name="folio">A folio that is not free.</param>
    public static long FlagsOf(Folio folio) =>
        (uint)(folio.Flags & ShownFlags)
        | (folio.Mapping is null && !folio.Has(FolioFlags.Anon) ? 0 : HasMapping)
        | (folio.Has(FolioFlags.AnonExclusive) ? ExclusiveInFlags : 0);

    /// <summary>The column <c>xflags</c>: swap cache, anonymous, poisoned, pinned.</summary>
    /// <param name="folio">A folio that is not free.</param>
    public static long ExtraFlagsOf(Folio folio)
    {
        uint flags = folio.Has(FolioFlags.SwapCache) ? InSwapCache : 0;
        flags |= (folio.Has(FolioFlags.Anon) ? Anonymous : 0) | (folio.Has(FolioFlags.AnonExclusive) ? Exclusive : 0);
        flags |= folio.MaybePinned ? MaybePinned : 0;
        flags |= (folio.Machine.IsPoisoned(folio.Pfn) ? Poisoned : 0) | (folio.Has(FolioFlags.HasHwPoisoned) ? PartPoisoned : 0);
        return flags;
    }
}
