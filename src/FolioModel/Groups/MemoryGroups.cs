namespace FolioModel.Groups;

/// <summary>The memory control groups of a machine, which of them each folio is charged to, and what the CPUs have in stock.</summary>
internal sealed partial class MemoryGroups
{
    /// <summary>Bytes of a tree node as they are charged: the object and the note of its owner beside it.</summary>
    private const int NodeBytes = 592;

    private readonly Machine _machine;
    private readonly List<MemoryGroup> _groups = [];
    private readonly ushort[] _ownerOfFrame;
    private readonly ChargeStock[] _stocks;
    private readonly Dictionary<int, MemoryGroup> _ownerOfNode = [];

    public MemoryGroups(Machine machine)
    {
        _machine = machine;
        _ownerOfFrame = new ushort[machine.Options.Pages];
        _stocks = new ChargeStock[machine.Options.Cpus];
        _groups.Add(new MemoryGroup(machine, this, 0, "root", null, machine.Lru));
    }

    public MemoryGroup Root => _groups[0];

    public IReadOnlyList<MemoryGroup> All => _groups;

    /// <summary>The group of the current task's charges.</summary>
    public MemoryGroup Current => _machine.Current.Group ?? Root;

    public MemoryGroup Create(string name, MemoryGroup? parent)
    {
        if (_groups.Count > _machine.Options.MemoryGroups)
        {
            throw new InvalidOperationException(
                $"the machine was built for {_machine.Options.MemoryGroups} groups besides the root; see {nameof(MachineOptions.MemoryGroups)}");
        }

        MemoryGroup group = new(_machine, this, _groups.Count, name, parent ?? Root, new LruVector(_machine));
        _groups.Add(group);
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

    /// <summary>Charges a node of a page cache's tree to the current task's group.</summary>
    /// <param name="mayWait">Whether memory may be reclaimed for it.</param>
    public bool TryChargeNode(bool mayWait)
    {
        MemoryGroup group = OwnerOfNewNode;
        return group.IsRoot || group.TryChargeObject(NodeBytes, mayWait ? GfpFlags.Kernel : GfpFlags.NoWait) == Errno.None;
    }

    /// <summary>Nodes of swap caches are nobody's: they serve the machine.</summary>
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
        foreach (ref ChargeStock stock in _stocks.AsSpan())
        {
            if (stock.Group is { } group && root.Contains(group))
            {
                Drain(ref stock);
            }
        }
    }

    private static void Drain(ref ChargeStock stock)
    {
        stock.Group?.Uncharge(stock.Pages);
        stock.Pages = 0;
        stock.Group = null;
    }
}
