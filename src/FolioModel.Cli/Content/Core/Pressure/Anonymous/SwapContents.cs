using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// The contents of memory and swap slots, as a number for each page: the model has no contents, so the subject keeps them beside it. Only
/// writes of a program, the swap device and copies of whole pages change them.
/// </summary>
internal sealed class SwapContents
{
    private readonly Dictionary<Folio, long> _ofFolio = [];
    private readonly Dictionary<SwapEntry, long> _ofSlot = [];
    private readonly HashSet<Folio> _copied = [];
    private readonly HashSet<Folio> _readPastTheCache = [];

    /// <summary>Whether writes to the device fail at present.</summary>
    public bool WritesFail { get; set; }

    /// <summary>Whether reads from the device fail at present.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>The contents of a folio of one page, or null when it was not written since it was allocated.</summary>
    public long? Of(Folio folio) => _ofFolio.TryGetValue(folio, out long contents) ? contents : null;

    /// <summary>The number that was written last to a slot, or null.</summary>
    public long? Of(SwapEntry slot) => _ofSlot.TryGetValue(slot, out long contents) ? contents : null;

    /// <summary>
    /// Whether a folio had a copy in a slot beside it since it was written last. Where the copy is gone, only the folio's dirty flag says
    /// that its contents are nowhere else: the entries of page tables may be clean.
    /// </summary>
    public bool HadCopy(Folio folio) => _copied.Contains(folio);

    /// <summary>
    /// Whether a folio came from its slot past the swap cache and was not written since: it is clean, and so may be all entries that map
    /// it, although its contents are nowhere else.
    /// </summary>
    public bool IsCleanWithoutCopy(Folio folio) => _readPastTheCache.Contains(folio);

    /// <summary>A process writes to a folio: its entry says so from now on.</summary>
    public void Set(Folio folio, long contents)
    {
        _ofFolio[folio] = contents;
        _copied.Remove(folio);
        _readPastTheCache.Remove(folio);
    }

    public void Set(SwapEntry slot, long contents) => _ofSlot[slot] = contents;

    /// <summary>A device whose slots hold what is written to them.</summary>
    /// <param name="isDisk">Whether it is a rotating disk, which takes time for writes, rather than memory.</param>
    public SwapDevice NewDevice(bool isDisk) => new Device(this, isDisk);

    private sealed class Device(SwapContents contents, bool isDisk) : SwapDevice
    {
        public override bool IsSynchronous => !isDisk;

        public override bool IsRotational => isDisk;

        public override bool EndsWritesLater => isDisk;

        /// <summary>A pass of reclaim may find none, some or all writes of the previous one ended: this is some.</summary>
        public override int WritesEndedBy(SwapMoment moment, IReadOnlyList<SwapEntry> underWay) =>
            moment == SwapMoment.IsolationIsNext ? underWay.Count / 2 : 0;

        public override bool Write(Folio folio, SwapEntry entry)
        {
            if (contents.WritesFail)
            {
                return false;
            }

            contents._copied.Add(folio);
            if (contents.Of(folio) is { } written)
            {
                contents._ofSlot[entry] = written;
            }
            else
            {
                contents._ofSlot.Remove(entry);
            }

            return true;
        }

        public override bool Read(Folio folio, SwapEntry entry)
        {
            if (contents.ReadsFail)
            {
                return false;
            }

            _ = folio.Has(FolioFlags.SwapCache) ? contents._copied.Add(folio) : contents._readPastTheCache.Add(folio);
            if (contents.Of(entry) is { } read)
            {
                contents._ofFolio[folio] = read;
            }

            return true;
        }
    }
}
