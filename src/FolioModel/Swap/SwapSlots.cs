namespace FolioModel.Swap;

/// <summary>The slots of a swap area: who uses them, and which is given out next.</summary>
/// <remarks>
/// Models <c>swap_map</c> and the cluster allocator; <see cref="DiskSlots"/> takes its place on an old kernel's disk. Clusters of 512 slots
/// are free, in use or the current one of order 0; single slots come one after the other from the current cluster and a whole order-9 folio
/// takes a free cluster. The first cluster holds the header and is never free as a whole.
/// </remarks>
internal sealed class SwapSlots
{
    public const int ClusterSlots = 512;
    private const byte HasCache = 0x40;
    private const byte CountMask = 0x3f;
    private const byte Reserved = 0x80;

    private readonly Machine _machine;
    private readonly byte[] _map;
    private readonly ushort[] _groups;
    private readonly int[] _used;
    private readonly LinkedList<int> _freeClusters = new();
    private readonly Dictionary<int, ulong> _next = [];
    private readonly DiskSlots? _disk;

    public SwapSlots(Machine machine, int pages, bool isOnDisk)
    {
        _machine = machine;
        _map = new byte[pages];
        _disk = isOnDisk ? new DiskSlots(_map) : null;
        _groups = new ushort[pages];
        _used = new int[(pages + ClusterSlots - 1) / ClusterSlots];
        _map[0] = CountMask;
        _used[0] = 1;

        // Slots behind the end of the area count as used.
        _used[^1] += (_used.Length * ClusterSlots) - pages;
        for (int cluster = 1; cluster < _used.Length; cluster++)
        {
            if ((cluster + 1) * ClusterSlots <= pages)
            {
                _freeClusters.AddLast(cluster);
            }
        }
    }

    /// <summary>Slots in use, the header not counted.</summary>
    public int InUse { get; private set; }

    /// <summary>Slots that a CPU holds in reserve.</summary>
    public int InReserve { get; private set; }

    public int Length => _map.Length;

    /// <summary>Slots that are neither in use nor in reserve, the header not counted.</summary>
    public int Free => Length - 1 - InUse - InReserve;

    /// <summary>The group that is charged for a slot, by its number; 0 for none.</summary>
    public int GroupOf(ulong offset) => _groups[offset];

    public void SetGroup(ulong offset, int group) => _groups[offset] = (ushort)group;

    /// <summary>Users of a slot other than the swap cache (<c>swap_count</c>).</summary>
    public int CountOf(ulong offset) => _map[offset] & CountMask;

    /// <summary>Whether a slot has no user and is not in reserve.</summary>
    public bool IsFree(ulong offset) => _map[offset] == 0;

    public bool IsCached(ulong offset) => (_map[offset] & HasCache) != 0;

    /// <summary>Whether every slot of a run has no user but the swap cache (<c>swap_is_has_cache</c>).</summary>
    public bool AreOnlyCached(ulong offset, int count) => _map.AsSpan((int)offset, count).IndexOfAnyExcept(HasCache) < 0;

    /// <summary>Whether every slot of a run has one user and is not cached (<c>swap_is_last_map</c>).</summary>
    public bool HaveOneUser(ulong offset, int count) => _map.AsSpan((int)offset, count).IndexOfAnyExcept((byte)1) < 0;

    /// <summary>Gives out a run of slots for the swap cache.</summary>
    /// <returns>The first slot, or 0 when there is no such run.</returns>
    public ulong Allocate(int order)
    {
        ulong offset = _disk is null ? FindInClusters(order) : order == 0 ? (ulong)_disk.Find(Free) : 0;
        if (offset != 0)
        {
            _map.AsSpan((int)offset, 1 << order).Fill(HasCache);
            _used[offset / ClusterSlots] += 1 << order;
            InUse += 1 << order;
        }

        return offset;
    }

    /// <summary>Puts an unused slot into a CPU's reserve.</summary>
    public void Reserve(ulong offset)
    {
        if ((_map[offset] & CountMask) != 0)
        {
            throw Bug($"swap slot {offset} goes into a CPU's reserve while its count is {CountOf(offset)}");
        }

        _map[offset] = Reserved;
        InUse--;
        InReserve++;
    }

    /// <summary>The swap cache gets a slot that a CPU held in reserve.</summary>
    public void TakeReserved(ulong offset)
    {
        _map[offset] = HasCache;
        InUse++;
        InReserve--;
    }

    /// <summary>A CPU gives a slot back that it held in reserve.</summary>
    public void FreeReserved(ulong offset)
    {
        InReserve--;
        InUse++;
        _map[offset] = 0;
        Release(offset);
    }

    /// <summary>A slot gets one more user (<c>__swap_duplicate</c>).</summary>
    public void Duplicate(ulong offset)
    {
        if (_map[offset] == 0 || CountOf(offset) == CountMask - 1)
        {
            throw Bug($"swap slot {offset} is duplicated while its count is {CountOf(offset)} and it is not cached");
        }

        _map[offset]++;
    }

    /// <summary>The swap cache claims a slot that has users (<c>swapcache_prepare</c>).</summary>
    /// <returns>False when it has the slot already, or it has no user.</returns>
    public bool TryClaim(ulong offset)
    {
        if (IsCached(offset) || CountOf(offset) == 0)
        {
            return false;
        }

        _map[offset] |= HasCache;
        return true;
    }

    /// <summary>A user goes.</summary>
    /// <returns>Whether the slot has no user any more.</returns>
    public bool Drop(ulong offset)
    {
        if (CountOf(offset) == 0)
        {
            throw Bug($"swap slot {offset} is freed by a user, but has none");
        }

        _map[offset]--;
        return _map[offset] == 0;
    }

    /// <summary>The swap cache goes.</summary>
    /// <returns>Whether the slot has no user any more.</returns>
    public bool DropCache(ulong offset)
    {
        if (!IsCached(offset))
        {
            throw Bug($"swap slot {offset} is freed by the swap cache, which does not have it");
        }

        _map[offset] &= CountMask;
        return _map[offset] == 0;
    }

    public void AddTo(ref StateHash hash)
    {
        for (int offset = 0; offset < _map.Length; offset++)
        {
            if (_map[offset] != 0)
            {
                hash.Add(((ulong)offset << 24) | ((ulong)_groups[offset] << 8) | _map[offset]);
            }
        }

        foreach (int cluster in _freeClusters)
        {
            hash.Add(cluster);
        }

        foreach ((int order, ulong next) in _next.OrderBy(static n => n.Key))
        {
            hash.Add(((ulong)order << 32) | next);
        }

        _disk?.AddTo(ref hash);
    }

    /// <summary>A slot without users is free.</summary>
    /// <remarks>Models <c>swap_entry_range_free</c>.</remarks>
    public void Release(ulong offset)
    {
        int cluster = (int)offset / ClusterSlots;
        InUse--;
        if (--_used[cluster] == 0)
        {
            _freeClusters.AddLast(cluster);
        }

        _machine.Instrumentation?.Tell(KernelEventKind.SwapSlotFree, "swap_entry_range_free", Order.Zero, 1, (long)offset);
    }

    private ulong FindInClusters(int order)
    {
        ulong offset = FindInCurrent(order);
        offset = offset != 0 ? offset : TakeFreeCluster(order);
        return offset != 0 ? offset : FindAnywhere(order);
    }

    private ulong FindInCurrent(int order)
    {
        if (!_next.TryGetValue(order, out ulong next))
        {
            return 0;
        }

        ulong found = FindRun(next, Math.Min((next | (ClusterSlots - 1)) + 1, (ulong)Length), order);
        if (found == 0)
        {
            _next.Remove(order);
            return 0;
        }

        _freeClusters.Remove((int)found / ClusterSlots);
        Continue(order, found);
        return found;
    }

    private ulong TakeFreeCluster(int order)
    {
        if (_freeClusters.First is not { } first)
        {
            return 0;
        }

        _freeClusters.RemoveFirst();
        ulong offset = (ulong)first.Value * ClusterSlots;
        Continue(order, offset);
        return offset;
    }

    private ulong FindAnywhere(int order)
    {
        ulong found = FindRun(0, (ulong)Length, order);
        if (found != 0)
        {
            _freeClusters.Remove((int)found / ClusterSlots);
            Continue(order, found);
        }

        return found;
    }

    private void Continue(int order, ulong taken)
    {
        ulong next = taken + (1UL << order);
        if (next % ClusterSlots == 0 || _used[taken / ClusterSlots] + (1 << order) == ClusterSlots)
        {
            _next.Remove(order);
        }
        else
        {
            _next[order] = next;
        }
    }

    private ulong FindRun(ulong start, ulong end, int order)
    {
        int count = 1 << order;
        for (ulong offset = (start + (ulong)count - 1) & ~((ulong)count - 1); offset + (ulong)count <= end; offset += (ulong)count)
        {
            if (offset != 0 && _map.AsSpan((int)offset, count).IndexOfAnyExcept((byte)0) < 0)
            {
                return offset;
            }
        }

        return 0;
    }

    private KernelBugException Bug(string message) => new(message) { Task = _machine.Current };
}
