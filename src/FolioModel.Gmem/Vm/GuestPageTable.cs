namespace FolioModel.Gmem;

/// <summary>Which host frame backs which guest frame. An entry holds no reference to the folio.</summary>
/// <remarks>Models the shadow page table entries of private memory. Lock required: the VM's <c>mmu_lock</c>.</remarks>
[SharedState(PartOf = "_vm")]
public sealed partial class GuestPageTable
{
    private readonly VirtualMachine _vm;

    [Shared]
    private readonly SortedDictionary<ulong, Pfn> _entries = [];

    internal GuestPageTable(VirtualMachine vm) => _vm = vm;

    /// <summary>The mapped guest frames and what they map to, by guest frame.</summary>
    public IReadOnlyDictionary<ulong, Pfn> Entries => _entries;

    /// <summary>Maps a guest frame. Mapping over an existing entry tells the folio that the guest may have written to it.</summary>
    /// <param name="frame">The guest frame number.</param>
    /// <param name="pfn">The host frame behind it.</param>
    /// <remarks>Lock required: the VM's <c>mmu_lock</c>. The caller has compared the invalidation sequence under it.</remarks>
    public void Map(ulong frame, Pfn pfn)
    {
        TrackState();
        if (_entries.TryGetValue(frame, out Pfn old))
        {
            MarkDirty(old);
        }

        _entries[frame] = pfn;
    }

    /// <summary>Unmaps a range; the guest may have written to what was mapped, so the folios become dirty.</summary>
    internal void Zap(ulong first, ulong behind)
    {
        TrackState();
        foreach (ulong frame in _entries.Keys.Where(f => f >= first && f < behind).ToList())
        {
            MarkDirty(_entries[frame]);
            _entries.Remove(frame);
        }
    }

    private void MarkDirty(Pfn pfn)
    {
        // A guest of v11 may still map a huge folio that left the file when a part of it was punched: it may be free by now.
        Folio folio = _vm.Machine.PeekFolio(pfn);
        if (!folio.IsNone)
        {
            folio.SetDirtyFlag();
        }
    }
}
