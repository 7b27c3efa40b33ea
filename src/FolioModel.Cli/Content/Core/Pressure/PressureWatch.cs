using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// An independent specification of what reclaim may take and in which order: it is told each decision, and compares it with what it noted
/// itself before the run.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="isTailFirst">Whether the classic inactive lists are judged from their tails on: no policy decides.</param>
/// <param name="isUsed">Whether the program uses a page: holds it, has it dirty, or maps it.</param>
internal sealed class PressureWatch(Machine machine, bool isTailFirst, Func<AddressSpace, PageIndex, bool> isUsed) : IReclaimObserver
{
    private readonly Dictionary<int, (LruVector Lru, int Rank)> _rankFromTail = [];
    private readonly Dictionary<LruVector, int> _last = [];
    private readonly Dictionary<MemoryGroup, long> _spared = [];
    private readonly HashSet<int> _seen = [];
    private long _stolenBefore;
    private long _freed;
    private int _depth;

    /// <summary>Pages freed by all runs.</summary>
    public long Freed { get; private set; }

    /// <summary>The first decision that was wrong, or null.</summary>
    public Finding? Broken { get; private set; }

    public void Begins(MemoryGroup? target)
    {
        if (_depth++ > 0)
        {
            Break(ReclaimInvariants.ReclaimFreesOnlyTheUnused, "a run of reclaim began within another one of the same task");
        }

        _freed = 0;
        _stolenBefore = Stolen();
        _rankFromTail.Clear();
        _last.Clear();
        _seen.Clear();
        _spared.Clear();
        foreach (MemoryGroup group in machine.MemoryGroups)
        {
            if (group != target && !group.IsRoot && group.Usage <= group.Min && group.Parent!.IsRoot)
            {
                _spared[group] = group.Own(GroupCounter.File);
            }

            if (isTailFirst && !machine.Profile.MultiGenerationLru)
            {
                int rank = 0;
                foreach (Folio folio in group.Lru[LruListKind.InactiveFile].Reverse())
                {
                    // A folio that waits in a batch may move before its turn comes.
                    if (folio.RefCount == 1)
                    {
                        _rankFromTail[folio.Pfn.Value] = (group.Lru, rank++);
                    }
                }
            }
        }
    }

    public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
    {
        CheckOrder(folio);
        if (verdict != FolioVerdict.Reclaimed)
        {
            return;
        }

        _freed += folio.Pages;
        if (mapping is null)
        {
            Break(ReclaimInvariants.ReclaimFreesOnlyTheUnused, $"{folio} was freed without a mapping");
            return;
        }

        if (isUsed(mapping, folio.Index))
        {
            Break(ReclaimInvariants.ReclaimSparesUnevictableLockedPinned, $"page {folio.Index} of {mapping} was evicted while it is used");
        }

        if (!mapping.Pages.Peek(folio.Index).IsValue)
        {
            Break(ReclaimInvariants.RefaultActivatesByDistance, $"page {folio.Index} of {mapping} was evicted without a shadow");
        }
    }

    public void Ends(MemoryGroup? target, long reclaimed)
    {
        _depth--;
        Freed += _freed;
        if (reclaimed != _freed || Stolen() - _stolenBefore != _freed)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees,
                $"{_freed} pages were freed, the run says {reclaimed}, its counters {Stolen() - _stolenBefore}");
        }

        foreach ((MemoryGroup group, long pages) in _spared)
        {
            if (group.Own(GroupCounter.File) < pages)
            {
                Break(ReclaimInvariants.ReclaimFreesOnlyTheUnused,
                    $"{group} used no more than its protection of {group.Min}, and lost {pages - group.Own(GroupCounter.File)} pages");
            }
        }
    }

    public void Isolated(LruListKind list, long requested, long scanned, long skipped, long taken)
    {
        if (taken + skipped > scanned)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees, $"{taken} pages taken and {skipped} skipped of {scanned} scanned");
        }
    }

    public void ShrankActive(LruListKind list, long taken, long kept, long deactivated, int priority)
    {
        if (kept + deactivated > taken)
        {
            Break(ReclaimInvariants.ReclaimReturnsWhatItPutBack, $"{kept} pages kept and {deactivated} deactivated of {taken} taken");
        }
    }

    /// <summary>The first look at each folio of a list comes in the order from the tail.</summary>
    private void CheckOrder(Folio folio)
    {
        if (!_rankFromTail.TryGetValue(folio.Pfn.Value, out (LruVector Lru, int Rank) place) || !_seen.Add(folio.Pfn.Value))
        {
            return;
        }

        if (_last.TryGetValue(place.Lru, out int last) && place.Rank < last)
        {
            Break(ReclaimInvariants.ReclaimTakesTheTailFirst,
                $"{folio}, number {place.Rank} from the tail, was judged after number {last}");
        }

        _last[place.Lru] = place.Rank;
    }

    private long Stolen() => machine.MemoryGroups.Sum(static group =>
        group.Own(GroupCounter.PagesReclaimedDirect) + group.Own(GroupCounter.PagesReclaimedKswapd));

    private void Break(Invariant invariant, string what) => Broken ??= Finding.Of(invariant, what);
}
