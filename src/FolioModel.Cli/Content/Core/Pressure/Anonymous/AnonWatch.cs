using FolioModel.Groups;
using FolioModel.Reclaim;
using FolioModel.Swap;

namespace FolioModel.Cli.Content.Core.Pressure;

/// <summary>
/// An independent specification of what reclaim may take of anonymous memory and page cache, and in which order: it is told each decision,
/// and compares it with what it noted itself before the run.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="processes">The processes, with the pages that they used.</param>
/// <param name="isUsed">Whether the program holds a folio, has it locked, or wants what it wrote there to be written.</param>
internal sealed class AnonWatch(Machine machine, Scope<ProcessPages> processes, Func<Folio, bool> isUsed) : IReclaimObserver
{
    private const FolioFlags Uses = FolioFlags.Referenced | FolioFlags.Workingset | FolioFlags.LruRefs | FolioFlags.Active;

    private readonly Dictionary<Folio, (LruList List, int Rank)> _rankFromTail = [];
    private readonly Dictionary<LruList, int> _last = [];
    private readonly HashSet<Folio> _judged = [];
    private readonly Dictionary<Folio, List<(ProcessPages Process, int Page)>> _users = [];
    private readonly HashSet<MemoryGroup> _spared = [];
    private MemoryGroup? _target;
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

        _target = target;
        _freed = 0;
        _judged.Clear();
        _spared.Clear();
        foreach (MemoryGroup group in machine.MemoryGroups)
        {
            if (group != target && !group.IsRoot && group.Usage <= group.Min && group.Parent!.IsRoot)
            {
                _spared.Add(group);
            }
        }

        NoteUsers();
        NoteOrder();
    }

    public void Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict)
    {
        if (_depth > 0)
        {
            CheckPlace(folio);
            CheckOrder(folio);
            CheckUses(folio, verdict);
        }

        _judged.Add(folio);
        if (verdict != FolioVerdict.Reclaimed)
        {
            return;
        }

        _freed += folio.Pages;
        if (isUsed(folio))
        {
            Break(ReclaimInvariants.ReclaimSparesUnevictableLockedPinned, $"{folio} was evicted while the program uses it");
        }

        if ((folio.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0 || folio.IsMapped || folio.Has(FolioFlags.SwapCache))
        {
            Break(ReclaimInvariants.ReclaimFreesOnlyTheUnused, $"{folio} was evicted with the flags {folio.Flags}");
        }

        if (folio.Has(FolioFlags.Mlocked) || folio.Has(FolioFlags.Unevictable))
        {
            Break(ReclaimInvariants.ReclaimSparesUnevictableLockedPinned, $"{folio} was evicted although it is locked in memory");
        }
    }

    public void LeftInSwap(Folio folio, SwapEntry entry)
    {
        // A slot that nobody names any more is free with the last folio, and its shadow goes with it.
        if (machine.Swap.AreaOf(entry) is { } area && area.CountOf(entry) > 0 && (!area.Cache.Peek(entry).IsValue || area.IsCached(entry)))
        {
            Break(ReclaimInvariants.RefaultActivatesByDistance, $"{folio} left {entry} without a shadow there");
        }
    }

    public void Ages(LruVector lru, long youngest)
    {
        // A walk looks at every page that was used, and begins a generation.
        ForgetLooks();
        _rankFromTail.Clear();
    }

    public void ShrankActive(LruListKind list, long taken, long kept, long deactivated, int priority)
    {
        if (kept + deactivated > taken)
        {
            Break(ReclaimInvariants.ReclaimReturnsWhatItPutBack, $"{kept} pages kept and {deactivated} deactivated of {taken} taken");
        }

        if (taken > 0)
        {
            ForgetLooks();
        }
    }

    public void Isolated(LruListKind list, long requested, long scanned, long skipped, long taken)
    {
        if (taken + skipped > scanned)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees, $"{taken} pages taken and {skipped} skipped of {scanned} scanned");
        }
    }

    public void Ends(MemoryGroup? target, long reclaimed)
    {
        _depth--;
        Freed += _freed;
        if (reclaimed != _freed)
        {
            Break(ReclaimInvariants.ReclaimCountsWhatItFrees, $"{_freed} pages were freed, the run says {reclaimed}");
        }
    }

    /// <summary>
    /// A run for a group takes its own folios and those below it, and none of a group that uses no more than its protection.
    /// </summary>
    private void CheckPlace(Folio folio)
    {
        MemoryGroup owner = machine.GroupOf(folio)!;
        if (_target is { } target && !target.Contains(owner))
        {
            Break(ReclaimInvariants.ReclaimStaysInItsGroup, $"a run for {target} judged {folio} of {owner}");
        }

        if (_spared.Contains(owner))
        {
            Break(ReclaimInvariants.ReclaimStaysInItsGroup, $"{owner} used no more than its protection of {owner.Min}: {folio} was judged");
        }
    }

    /// <summary>The first look at each unused folio of a list comes in the order from the tail.</summary>
    private void CheckOrder(Folio folio)
    {
        if (!_rankFromTail.Remove(folio, out (LruList List, int Rank) place))
        {
            return;
        }

        if (_last.TryGetValue(place.List, out int last) && place.Rank < last)
        {
            Break(ReclaimInvariants.ReclaimTakesTheTailFirst,
                $"{folio}, number {place.Rank} from the tail, was judged after number {last}");
        }

        _last[place.List] = place.Rank;
    }

    /// <summary>A mapped folio that was used since the last look stays, and the look is over.</summary>
    private void CheckUses(Folio folio, FolioVerdict verdict)
    {
        if (!_users.TryGetValue(folio, out List<(ProcessPages Process, int Page)>? users))
        {
            return;
        }

        foreach ((ProcessPages process, int page) in users)
        {
            bool counts = _target is null || _target.Contains(process.Memory.Group ?? machine.MemoryGroups[0]);
            if (process.IsYoung[page] && counts && verdict == FolioVerdict.Reclaimed && !_judged.Contains(folio))
            {
                Break(ReclaimInvariants.UsedPagesGetASecondChance, $"{folio}, which {process} used since the last look, was evicted");
            }

            process.IsYoung[page] &= verdict == FolioVerdict.KeptLocked;
        }
    }

    private void ForgetLooks()
    {
        foreach (ProcessPages process in processes.Things)
        {
            Array.Clear(process.IsYoung);
        }
    }

    private void NoteUsers()
    {
        _users.Clear();
        foreach (ProcessPages process in processes.Things)
        {
            for (int page = 0; page < ProcessPages.Pages; page++)
            {
                Folio folio = process.Memory.FolioAt(process.At(page));
                if (folio.IsNone)
                {
                    continue;
                }

                if (!_users.TryGetValue(folio, out List<(ProcessPages, int)>? users))
                {
                    _users[folio] = users = [];
                }

                users.Add((process, page));
            }
        }
    }

    /// <summary>
    /// Notes the order of folios that nothing can move before their turn: they wait in no batch, were not used, and are not being written.
    /// </summary>
    private void NoteOrder()
    {
        _rankFromTail.Clear();
        _last.Clear();
        foreach (MemoryGroup group in machine.MemoryGroups)
        {
            if (group.Lru.Generations is not { } generations)
            {
                Note(group.Lru[LruListKind.InactiveAnon]);
                Note(group.Lru[LruListKind.InactiveFile]);
                continue;
            }

            foreach (bool anon in (ReadOnlySpan<bool>)[true, false])
            {
                // A folio that was used since lies there still, and moves to its own generation when eviction meets it.
                long oldest = generations.Oldest(anon);
                Note(group.Lru.Generation(oldest, anon), folio => generations.Contains(folio, oldest));
            }
        }
    }

    private void Note(LruList list, Func<Folio, bool>? belongs = null)
    {
        int rank = 0;
        foreach (Folio folio in list.FromTail)
        {
            int own = folio.Mapping is null && !folio.Has(FolioFlags.SwapCache) ? 0 : 1;
            bool isUsedOrWaits = folio.Has(FolioFlags.Writeback) || folio.RefCount != own + folio.MapCount || (folio.Flags & Uses) != 0
                || (_users.TryGetValue(folio, out List<(ProcessPages Process, int Page)>? users)
                    && users.Any(static u => u.Process.IsYoung[u.Page]));
            if (!isUsedOrWaits && belongs?.Invoke(folio) != false)
            {
                _rankFromTail[folio] = (list, rank);
            }

            rank++;
        }
    }

    private void Break(Invariant invariant, string what) => Broken ??= Finding.Of(invariant, what);
}
