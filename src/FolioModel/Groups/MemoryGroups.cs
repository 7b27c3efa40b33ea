namespace FolioModel.Groups;

/// <summary>The memory control groups of a machine, which of them each folio is charged to, and what the CPUs have in stock.</summary>
[SharedState("charge stocks")]
internal sealed partial class MemoryGroups : ISharedState
{
    /// <summary>Bytes of a tree node as they are charged: the object and the note of its owner beside it.</summary>
    internal const int NodeBytes = 592;

    private readonly Machine _machine;

    /// <summary>All groups that ever were, by number.</summary>
    [NotShared("set up before tasks run")]
    private readonly List<MemoryGroup> _groups = [];

    /// <summary>Those that exist, removed ones with charges among them.</summary>
    [NotShared("set up before tasks run")]
    private readonly List<MemoryGroup> _existing = [];

    [NotShared("belongs to who allocates or frees the frame")]
    private readonly ushort[] _ownerOfFrame;

    [NotShared("hashed beside the members")]
    private readonly ChargeStock[] _stocks;

    [NotShared("belongs to who allocates or frees the node")]
    private readonly Dictionary<int, MemoryGroup> _ownerOfNode = [];

    public MemoryGroups(Machine machine)
    {
        _machine = machine;
        _ownerOfFrame = new ushort[machine.Options.Pages];
        _stocks = new ChargeStock[machine.Options.Cpus];
        _stateNumber = machine.NewStateNumber();
        Add(new MemoryGroup(machine, this, 0, "root", null, machine.Lru));
    }

    public MemoryGroup Root => _groups[0];

    public IReadOnlyList<MemoryGroup> All => _existing;

    /// <summary>The group of the current task's charges.</summary>
    public MemoryGroup Current => _machine.Current.Group ?? Root;

    public MemoryGroup Create(string name, MemoryGroup? parent)
    {
        if (_groups.Count > _machine.Options.MemoryGroups)
        {
            throw new InvalidOperationException(
                $"the machine was built for {_machine.Options.MemoryGroups} groups besides the root; see "
                    + $"{nameof(MachineOptions.MemoryGroups)}");
        }

        return Add(new MemoryGroup(_machine, this, _groups.Count, name, parent ?? Root, new LruVector(_machine)));
    }

    /// <summary>The group with a number that a shadow holds; null when it was removed.</summary>
    /// <remarks>Models <c>mem_cgroup_from_id</c>.</remarks>
    public MemoryGroup? ById(int id) => id < _groups.Count && _groups[id].IsOnline ? _groups[id] : null;

    /// <summary>How many numbers were given to groups.</summary>
    public int NumberedCount => _groups.Count;

    /// <summary>The group of a number, whether or not it exists still.</summary>
    public MemoryGroup Numbered(int number) => _groups[number];

    /// <summary>The number of the group that a frame is charged to.</summary>
    public int NumberOf(int pfn) => _ownerOfFrame[pfn];

    /// <summary>Tree nodes charged to a group.</summary>
    public int NodesOf(MemoryGroup group) => _ownerOfNode.Values.Count(owner => owner == group);

    /// <summary>The group and the pages that a CPU has in stock.</summary>
    public (MemoryGroup? Group, int Pages) StockOf(int cpu) => (_stocks[cpu].Group, _stocks[cpu].Pages);

    /// <summary>A removed group is gone.</summary>
    public void Forget(MemoryGroup group) => _existing.Remove(group);

    /// <summary>Tree nodes charged to one group count for another from now on.</summary>
    public void MoveNodes(MemoryGroup from, MemoryGroup to)
    {
        foreach (int node in _ownerOfNode.Where(entry => entry.Value == from).Select(static entry => entry.Key).ToArray())
        {
            if (to.IsRoot)
            {
                _ownerOfNode.Remove(node);
            }
            else
            {
                _ownerOfNode[node] = to;
            }
        }
    }

    private MemoryGroup Add(MemoryGroup group)
    {
        _groups.Add(group);
        _existing.Add(group);
        return group;
    }

    /// <summary>The group that a folio is charged to.</summary>
    public MemoryGroup Of(int pfn) => _groups[_ownerOfFrame[pfn]];

    public LruVector LruOf(int pfn) => _groups[_ownerOfFrame[pfn]].Lru;

    public void Count(int pfn, GroupCounter counter, long pages) => Of(pfn).Count(counter, pages);

    /// <summary>Charges a new folio to the current task's group.</summary>
    /// <remarks>Models <c>mem_cgroup_charge</c>.</remarks>
    [Interleaved]
    public Errno ChargeFolio(int pfn, GfpFlags gfp) => ChargeFolio(pfn, Current, gfp);

    /// <summary>Charges a new folio to a group.</summary>
    /// <remarks>Models <c>charge_memcg</c>.</remarks>
    [Interleaved]
    public Errno ChargeFolio(int pfn, MemoryGroup group, GfpFlags gfp)
    {
        if (!group.IsRoot)
        {
            Errno failed = group.TryCharge(1 << _machine.Map[pfn].Order, gfp);
            if (failed != Errno.None)
            {
                return failed;
            }
        }

        _ownerOfFrame[pfn] = (ushort)group.Id;
        return Errno.None;
    }

    /// <summary>The folio is being freed: its group gets the pages back.</summary>
    /// <remarks>Models <c>mem_cgroup_uncharge_folios</c>.</remarks>
    public void UnchargeFolio(int pfn, int order)
    {
        if (_ownerOfFrame[pfn] != 0)
        {
            Of(pfn).Uncharge(1 << order);
            _ownerOfFrame[pfn] = 0;
        }
    }

    /// <summary>The parts of a split folio belong to the group of the whole.</summary>
    public void SplitFolio(int head, int part) => _ownerOfFrame[part] = _ownerOfFrame[head];

    /// <summary>Another folio takes the place of one: the charge goes with it.</summary>
    public void MoveCharge(int source, int destination)
    {
        _ownerOfFrame[destination] = _ownerOfFrame[source];
        _ownerOfFrame[source] = 0;
    }

    /// <summary>
    /// A folio takes the place of another one in its page cache: it is charged to the same group, which pays for both until the old one is
    /// freed.
    /// </summary>
    /// <remarks>Models <c>mem_cgroup_replace_folio</c>.</remarks>
    public void ReplaceFolio(int old, int replacement)
    {
        Count(old, GroupCounter.File, -1);
        if (_ownerOfFrame[replacement] == 0)
        {
            _ownerOfFrame[replacement] = _ownerOfFrame[old];
            Of(old).ForceCharge(1);
        }

        Count(replacement, GroupCounter.File, 1);
    }

    /// <summary>Charges a node of a page cache's tree to the current task's group.</summary>
    /// <param name="mayWait">Whether memory may be reclaimed for it.</param>
    public bool TryChargeNode(bool mayWait)
    {
        MemoryGroup group = OwnerOfNewNode;
        return group.IsRoot || group.TryChargeObject(NodeBytes, mayWait ? GfpFlags.Kernel : GfpFlags.NoWait) == Errno.None;
    }

    /// <summary>Nodes of swap caches are charged to no group: they serve the machine.</summary>
    private MemoryGroup OwnerOfNewNode => _machine.Current.InSwapCache ? Root : Current;

    public void NodeAllocated(int node)
    {
        if (OwnerOfNewNode is { IsRoot: false } group)
        {
            _ownerOfNode[node] = group;
        }
    }

    public void NodeFreed(int node)
    {
        if (_ownerOfNode.Remove(node, out MemoryGroup? group))
        {
            group.UnchargeObject(NodeBytes);
        }
    }

    /// <remarks>Models <c>consume_stock</c>.</remarks>
    public bool TakeFromStock(MemoryGroup group, int pages)
    {
        TrackState();
        ref ChargeStock stock = ref _stocks[_machine.Current.Cpu];
        if (stock.Group != group || stock.Pages < pages)
        {
            return false;
        }

        stock.Pages -= pages;
        return true;
    }

    /// <remarks>Models <c>refill_stock</c>.</remarks>
    public void PutInStock(MemoryGroup group, int pages)
    {
        if (pages == 0)
        {
            return;
        }

        TrackState();
        ref ChargeStock stock = ref _stocks[_machine.Current.Cpu];
        if (stock.Group != group)
        {
            Drain(ref stock);
            stock.Group = group;
        }

        stock.Pages += pages;
        if (stock.Pages > ChargeStock.Batch)
        {
            Drain(ref stock);
        }
    }

    /// <summary>Gives back what the CPUs have in stock for a group or one below it.</summary>
    /// <remarks>Models <c>drain_all_stock</c>.</remarks>
    public void DrainStocks(MemoryGroup root)
    {
        TrackState();
        foreach (ref ChargeStock stock in _stocks.AsSpan())
        {
            if (stock.Group is { } group && root.Contains(group))
            {
                Drain(ref stock);
            }
        }
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach (ref readonly ChargeStock stock in _stocks.AsSpan())
        {
            hash.Add(stock.Pages);
            hash.Add(stock.Group?.Id ?? -1);
        }
    }

    private static void Drain(ref ChargeStock stock)
    {
        stock.Group?.Uncharge(stock.Pages);
        stock.Pages = 0;
        stock.Group = null;
    }
}
