using System.Numerics;
using System.Runtime.CompilerServices;
using FolioModel.Groups;
using FolioModel.XArrays;

namespace FolioModel.Reclaim;

/// <summary>
/// The tree nodes of page caches that hold shadows and nothing else, for each group in the order in which they came to that: a shrinker
/// that takes the oldest away where there are more than the shadows can be useful for.
/// </summary>
/// <remarks>
/// Models <c>shadow_nodes</c> of <c>mm/workingset.c</c>. The lists have no lock of their own: they change only together with a node, under
/// the lock of its tree. Nodes of swap caches are not on them.
/// </remarks>
[SharedState("shadow nodes")]
internal sealed partial class ShadowNodes : IShrinker, ISharedState
{
    /// <summary>
    /// One node is useful for every 8 pages: a node has 64 slots, of which one in eight holds a shadow in the worst case worth keeping.
    /// </summary>
    private const int PagesPerNodeShift = 3;

    private const int None = -1;

    /// <summary>Nodes that the first table of links has room for; it doubles when there are more.</summary>
    private const int FirstLinks = 1024;

    private readonly Machine _machine;

    [NotShared("hashed beside the members")]
    private readonly List<Chain> _chains = [];

    [NotShared("hashed beside the members")]
    private Link[] _links = [];

    public ShadowNodes(Machine machine)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
    }

    public string Name => "mm-shadow";

    public int Seeks => 0;

    public bool IsGroupAware => true;

    /// <summary>Nodes on all lists.</summary>
    [NotShared("the sum of what the lists have")]
    public int Total { get; private set; }

    /// <summary>Whether a node is on a list.</summary>
    public bool Has(int node) => node < _links.Length && _links[node].Cache is not null;

    /// <summary>The numbers of entries in a node changed: it goes on a list, or off it. Lock required: that of the tree.</summary>
    /// <remarks>Models <c>workingset_update_node</c>.</remarks>
    public void Update(PageCache cache, XNode node)
    {
        int entries = node.Count;
        bool belongs = entries > 0 && entries == node.ValueCount;
        if (belongs != Has(node.Id))
        {
            TrackState();
            if (belongs)
            {
                Append(cache, node.Id, _machine.Groups?.NumberOfNode(node.Id) ?? 0);
            }
            else
            {
                Unlink(node.Id);
            }
        }
    }

    /// <summary>A folio came into a node, or the node has left its tree: it is on no list. Lock required: that of the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Forget(int node)
    {
        if (Total > 0)
        {
            ForgetListed(node);
        }
    }

    private void ForgetListed(int node)
    {
        if (Has(node))
        {
            TrackState();
            Unlink(node);
        }
    }

    /// <summary>The nodes of a removed group are those of the group above.</summary>
    /// <remarks>Models <c>memcg_reparent_list_lrus</c>.</remarks>
    public void MoveAll(MemoryGroup from, MemoryGroup to)
    {
        while (from.Id < _chains.Count && _chains[from.Id].Oldest is >= 0 and int node)
        {
            PageCache cache = _links[node].Cache!;
            TrackState();
            Unlink(node);
            Append(cache, node, to.Id);
        }
    }

    /// <summary>Nodes of a group beyond one for every 8 pages.</summary>
    /// <remarks>Models <c>count_shadow_nodes</c>.</remarks>
    public long Count(ShrinkRequest request)
    {
        int number = request.Group?.Id ?? 0;
        if (Total == 0 || number >= _chains.Count)
        {
            return 0;
        }

        TrackState();
        return Math.Max(_chains[number].Nodes - (PagesOf(request.Group) >> PagesPerNodeShift), 0);
    }

    /// <remarks>Models <c>scan_shadow_nodes</c>.</remarks>
    public ShrinkResult Scan(ShrinkRequest request)
    {
        TrackState();
        long freed = 0;
        Chain chain = _chains[request.Group?.Id ?? 0];
        int node = chain.Oldest;
        for (long i = 0; i < request.Objects && node != None; i++)
        {
            // A node that goes can take its neighbour along, where the tree shrinks to a single shadow: the walk begins anew.
            bool isFreed = TryFree(node);
            freed += isFreed ? 1 : 0;
            node = isFreed ? chain.Oldest : _links[node].Newer;
        }

        return new ShrinkResult(freed);
    }

    /// <summary>Takes a node and its shadows out of its tree, unless some task holds the locks.</summary>
    /// <remarks>Models <c>shadow_lru_isolate</c>. The locks are only tried, for the tree's is taken before the list's elsewhere.</remarks>
    private bool TryFree(int node)
    {
        (PageCache cache, int group) = (_links[node].Cache!, _links[node].Group);
        if (!cache.Lock.TryAcquire())
        {
            return false;
        }

        bool mayFree = cache.Mapping.InodeLock.TryAcquire();
        if (mayFree)
        {
            Unlink(node);
            cache.Tree.DeleteNode(new XNode(cache.Tree, node), cache.NodeUpdate);
            _machine.Statistics.ShadowNodesFreed++;
            _machine.Groups?.Numbered(group).Count(GroupCounter.WorkingsetNodeReclaim, 1);
            cache.Mapping.InodeLock.Release();
        }

        cache.Lock.Release();
        return mayFree;
    }

    /// <summary>Pages whose refaults shadows can judge: those on the group's own lists, and its kernel objects.</summary>
    private long PagesOf(MemoryGroup? group)
    {
        if (group is null)
        {
            return _machine.Options.Pages;
        }

        long pages = group.KernelMemory >> PageSize.Shift;
        for (LruListKind list = LruListKind.InactiveAnon; list <= LruListKind.Unevictable; list++)
        {
            pages += group.Lru[list].Pages.Value;
        }

        return pages;
    }

    private void Append(PageCache cache, int node, int group)
    {
        while (group >= _chains.Count)
        {
            _chains.Add(new Chain { Oldest = None, Newest = None });
        }

        if (node >= _links.Length)
        {
            Array.Resize(ref _links, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(node + 1, FirstLinks)));
        }

        Chain chain = _chains[group];
        _links[node] = new Link { Cache = cache, Group = group, Older = chain.Newest, Newer = None };
        if (chain.Newest == None)
        {
            chain.Oldest = node;
        }
        else
        {
            _links[chain.Newest].Newer = node;
        }

        chain.Newest = node;
        chain.Nodes++;
        _machine.Statistics.ShadowNodes = ++Total;
    }

    private void Unlink(int node)
    {
        Link link = _links[node];
        Chain chain = _chains[link.Group];
        if (link.Older == None)
        {
            chain.Oldest = link.Newer;
        }
        else
        {
            _links[link.Older].Newer = link.Newer;
        }

        if (link.Newer == None)
        {
            chain.Newest = link.Older;
        }
        else
        {
            _links[link.Newer].Older = link.Older;
        }

        _links[node] = default;
        chain.Nodes--;
        _machine.Statistics.ShadowNodes = --Total;
    }

    partial void AddMoreTo(ref StateHash hash)
    {
        foreach (Chain chain in _chains)
        {
            hash.Add(chain.Nodes);
            for (int node = chain.Oldest; node != None; node = _links[node].Newer)
            {
                hash.Add(node);
            }
        }
    }

    /// <summary>The nodes of one group, from the oldest to the newest.</summary>
    private sealed class Chain
    {
        public int Oldest;
        public int Newest;
        public int Nodes;
    }

    private struct Link
    {
        public PageCache? Cache;
        public int Group;
        public int Older;
        public int Newer;
    }
}
