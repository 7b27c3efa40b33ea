using System.Collections.Immutable;

namespace FolioModel.Ledger;

/// <summary>
/// Records the owner of every reference to every folio. The sum over a folio's holders equals its reference count after every change, or
/// the count is 0 and the folio is frozen.
/// </summary>
/// <remarks>
/// Switched on by <see cref="MachineOptions.Ledger"/>. The kernel has no such thing; <c>page_owner</c> and <c>page_ref</c> tracepoints are
/// its nearest relatives.
/// </remarks>
public sealed partial class ReferenceLedger
{
    private readonly Machine _machine;
    private readonly bool _callSites;
    private readonly HolderChains _chains;
    private readonly Dictionary<int, int> _frozenBy = [];
    private readonly Dictionary<int, Release> _released = [];

    internal ReferenceLedger(Machine machine, int pages, bool callSites)
    {
        _machine = machine;
        _callSites = callSites;
        _chains = new HolderChains(pages);
    }

    /// <summary>The holders of a folio, in the order in which they took their references.</summary>
    /// <param name="folio">A live folio.</param>
    /// <exception cref="UseAfterFreeException">The frame was freed since the handle was made.</exception>
    public ImmutableArray<ReferenceHolder> HoldersOf(Folio folio)
    {
        folio.CheckAlive();
        return HoldersOf(folio.Frame);
    }

    /// <summary>References that all holders of a folio have together: its count, unless it is frozen.</summary>
    /// <param name="folio">A live folio.</param>
    /// <exception cref="UseAfterFreeException">The frame was freed since the handle was made.</exception>
    public int SumOf(Folio folio)
    {
        folio.CheckAlive();
        return SumOf(folio.Frame);
    }

    /// <summary>References that the holders of one kind have on a folio.</summary>
    /// <param name="folio">A live folio.</param>
    /// <param name="kind">The kind.</param>
    /// <exception cref="UseAfterFreeException">The frame was freed since the handle was made.</exception>
    public int AmountOf(Folio folio, HolderKind kind)
    {
        folio.CheckAlive();
        int amount = 0;
        for (int e = _chains.First(folio.Frame); e != HolderChains.None; e = _chains[e].Next)
        {
            amount += _chains[e].Kind == kind ? _chains[e].Count : 0;
        }

        return amount;
    }

    /// <summary>The task that froze a folio, or null when it is not frozen.</summary>
    /// <param name="folio">A live folio.</param>
    public KernelTask? FrozenBy(Folio folio) =>
        _frozenBy.TryGetValue(folio.Frame, out int task) ? _machine.TaskById(task) : null;

    /// <summary>
    /// All temporary references still held: what a program that is done should have given back. Each with its folio and where it was taken.
    /// </summary>
    public ImmutableArray<(Folio Folio, ReferenceHolder Holder)> Outstanding()
    {
        ImmutableArray<(Folio, ReferenceHolder)>.Builder found = ImmutableArray.CreateBuilder<(Folio, ReferenceHolder)>();
        for (int pfn = 0; pfn < _chains.Pages; pfn++)
        {
            for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
            {
                if (_chains[e].Kind.Class == HolderClass.Temporary)
                {
                    found.Add((new Folio(_machine, pfn), Describe(pfn, in _chains[e])));
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Hands the temporary references that one task holds on a folio to another task.</summary>
    /// <param name="folio">A live folio.</param>
    /// <param name="from">Who holds them.</param>
    /// <param name="to">Who shall hold them.</param>
    public void Transfer(Folio folio, KernelTask from, KernelTask to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        folio.CheckAlive();
        for (int e = _chains.First(folio.Frame); e != HolderChains.None; e = _chains[e].Next)
        {
            if (_chains[e].Task == from.Id && _chains[e].Kind.IsHeldByTask)
            {
                _chains[e].Task = to.Id;
            }
        }
    }

    /// <summary>Says what the current task's newest reference to a folio is for from now on. Reference effect: none.</summary>
    /// <param name="folio">A live folio.</param>
    /// <param name="kind">A kind of temporary reference.</param>
    /// <exception cref="LedgerViolationException">The current task holds no reference.</exception>
    public void Rename(Folio folio, HolderKind kind)
    {
        folio.CheckAlive();
        _machine.References.Rename(folio.Frame, kind);
    }

    internal ImmutableArray<ReferenceHolder> HoldersOf(int pfn)
    {
        ImmutableArray<ReferenceHolder>.Builder holders = ImmutableArray.CreateBuilder<ReferenceHolder>();
        for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
        {
            holders.Add(Describe(pfn, in _chains[e]));
        }

        return holders.ToImmutable();
    }

    internal int SumOf(int pfn)
    {
        int sum = 0;
        for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
        {
            sum += _chains[e].Count;
        }

        return sum;
    }

    /// <summary>The holders' sums by the kinds that a folio's own state must account for.</summary>
    internal HolderSums SumsOf(int pfn)
    {
        int all = 0, cache = 0, swap = 0, privateData = 0, tables = 0, isolation = 0, batches = 0, pins = 0;
        for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
        {
            ref HolderEntry entry = ref _chains[e];
            all += entry.Count;
            switch (entry.Kind.Id)
            {
                case HolderKind.Ids.PageCache: cache += entry.Count; break;
                case HolderKind.Ids.SwapCache: swap += entry.Count; break;
                case HolderKind.Ids.Private: privateData += entry.Count; break;
                case HolderKind.Ids.PageTable: tables += entry.Count; break;
                case HolderKind.Ids.Isolation: isolation += entry.Count; break;
                case HolderKind.Ids.GupPin: pins += entry.Count; break;
                case HolderKind.Ids.LruAddBatch or HolderKind.Ids.LruBatch: batches += entry.Count; break;
                default: break;
            }
        }

        return new HolderSums(all, cache, swap, privateData, tables, isolation, batches, pins);
    }

    internal bool IsFrozen(int pfn) => _frozenBy.ContainsKey(pfn);

    internal string WhoFreed(int pfn) => _released.TryGetValue(pfn, out Release release)
        ? $"freed by {release.Task}{KernelTask.In(release.Function)}{(release.CallSite is null ? "" : $" at {release.CallSite}")}"
        : "freed by a task that the ledger does not know";

    internal void Taken(int pfn, int count, HolderKind kind, int detail)
    {
        int task = kind.IsHeldByTask ? _machine.Current.Id : 0;
        if (!_callSites && _chains.Find(pfn, kind, task, detail, atLeast: 0) is var held and not HolderChains.None)
        {
            _chains[held].Count += count;
            return;
        }

        _chains.Append(pfn, new HolderEntry
        {
            Kind = kind,
            Task = task,
            Detail = detail,
            Count = count,
            Function = task == 0 ? null : _machine.Current.Function,
            CallSite = _callSites && task != 0 ? CallSites.OutsideTheLibrary() : null,
        });
    }

    internal void Converted(int pfn, HolderKind from, HolderKind to, int detail)
    {
        if (!TryConvertNewest(pfn, from, to, detail))
        {
            Dropped(pfn, 1, from, detail);
            Taken(pfn, 1, to, detail);
        }
    }

    /// <summary>
    /// The fast case of a lookup: the folio's newest entry is the reference to be renamed, and the holder has none of the new kind yet.
    /// </summary>
    private bool TryConvertNewest(int pfn, HolderKind from, HolderKind to, int detail)
    {
        if (_callSites || !from.IsHeldByTask || !to.IsHeldByTask)
        {
            return false;
        }

        int task = _machine.Current.Id;
        for (int e = _chains.First(pfn); e != HolderChains.None; e = _chains[e].Next)
        {
            ref HolderEntry entry = ref _chains[e];
            if (entry.Task != task || entry.Detail != detail)
            {
                continue;
            }

            if (entry.Kind == to || (entry.Kind == from && (entry.Next != HolderChains.None || entry.Count != 1)))
            {
                return false;
            }

            if (entry.Kind == from)
            {
                entry.Kind = to;
                entry.Function = _machine.Current.Function;
                return true;
            }
        }

        return false;
    }

    internal void Renamed(int pfn, HolderKind kind)
    {
        Dropped(pfn, 1, HolderKind.Own, 0);
        Taken(pfn, 1, kind, 0);
    }

    internal void Frozen(int pfn) => _frozenBy[pfn] = _machine.Current.Id;

    /// <summary>Ends a freeze: the adjusted kind takes up the difference between the holders' sum and the new count.</summary>
    internal void Unfrozen(int pfn, int count, HolderKind adjusted)
    {
        if (_frozenBy.Remove(pfn, out int owner) && owner != _machine.Current.Id)
        {
            throw Violation(
                pfn,
                $"unfreeze by a stranger: {_machine.Current} unfreezes{KernelTask.In(_machine.Current.Function)} what "
                    + $"{_machine.TaskById(owner)} froze: {_machine.Dump(pfn)}");
        }

        int difference = count - SumOf(pfn);
        if (difference > 0)
        {
            Taken(pfn, difference, adjusted, 0);
        }
        else if (difference < 0)
        {
            DropExactly(pfn, -difference, adjusted, 0);
        }
    }

    /// <summary>Forgets the holders of a folio whose count reached 0 for good.</summary>
    internal void Freed(int pfn)
    {
        _frozenBy.Remove(pfn);
        _chains.Clear(pfn);
        _released[pfn] =
            new Release(_machine.Current.ToString(), _machine.Current.Function, _callSites ? CallSites.OutsideTheLibrary() : null);
    }

    private ReferenceHolder Describe(int pfn, in HolderEntry entry)
    {
        string detail = entry.Kind.Id switch
        {
            HolderKind.Ids.PageCache => _machine.DescribePlace(pfn),
            HolderKind.Ids.LruAddBatch or HolderKind.Ids.LruBatch => LruBatches.NameOf(entry.Detail),
            HolderKind.Ids.MlockBatch => $"CPU {entry.Detail}",
            _ when entry.Task != 0 => entry.Function is null
                ? $"{_machine.TaskById(entry.Task)}"
                : $"{_machine.TaskById(entry.Task)}{KernelTask.In(entry.Function)}",
            _ => "",
        };
        bool isLruBatch = entry.Kind.Id is HolderKind.Ids.LruAddBatch or HolderKind.Ids.LruBatch;
        return new ReferenceHolder(entry.Kind, entry.Count, detail, entry.Task == 0 ? null : _machine.TaskById(entry.Task), entry.CallSite)
        {
            Batch = isLruBatch ? LruBatches.KindOf(entry.Detail) : null,
            Cpu = isLruBatch ? LruBatches.CpuOf(entry.Detail) : entry.Kind.Id == HolderKind.Ids.MlockBatch ? entry.Detail : null,
        };
    }

    private readonly record struct Release(string Task, string? Function, string? CallSite);
}
