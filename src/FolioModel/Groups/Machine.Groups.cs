using System.Runtime.CompilerServices;
using FolioModel.Groups;

namespace FolioModel;

public sealed partial class Machine
{
    private MemoryGroups? _groups;

    /// <summary>The memory control groups, the root first; empty when <see cref="MachineOptions.MemoryGroups"/> is 0.</summary>
    public IReadOnlyList<MemoryGroup> MemoryGroups => _groups?.All ?? [];

    /// <summary>Creates a memory control group without limits.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="parent">The group above it; null for the root.</param>
    /// <exception cref="InvalidOperationException">The machine was built for fewer groups.</exception>
    public MemoryGroup CreateGroup(string name, MemoryGroup? parent = null)
    {
        CheckThread();
        return _groups is { } groups ? groups.Create(name, parent)
            : throw new InvalidOperationException($"the machine has no memory control groups; see {nameof(MachineOptions.MemoryGroups)}");
    }

    /// <summary>The books of the groups, or null where there are none.</summary>
    internal MemoryGroups? Groups => _groups;

    /// <summary>The group that a folio is charged to, or null where there are none.</summary>
    /// <param name="folio">The folio.</param>
    public MemoryGroup? GroupOf(Folio folio) => _groups?.Of(folio.Frame);

    /// <summary>The LRU lists that a folio belongs on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LruVector LruOf(int pfn) => _groups is { } groups ? groups.LruOf(pfn) : Lru;

    /// <summary>The LRU lists of the node: the root's, or of all groups.</summary>
    internal IEnumerable<LruVector> LruVectors => _groups is { } groups ? groups.All.Select(static group => group.Lru) : [Lru];

    internal int LruVectorCount => _groups?.All.Count ?? 1;

    internal LruVector LruVectorAt(int number) => _groups is { } groups ? groups.All[number].Lru : Lru;

    /// <summary>Pages on a list of the node, all groups together.</summary>
    /// <param name="kind">The list.</param>
    /// <remarks>Models <c>node_page_state</c> of <c>NR_INACTIVE_ANON</c> and the others.</remarks>
    public PageCount PagesOnLists(LruListKind kind) => new(PagesOn(kind));

    internal long PagesOn(LruListKind kind)
    {
        if (_groups is not { } groups)
        {
            return Lru[kind].Pages.Value;
        }

        long pages = 0;
        for (int i = 0; i < groups.All.Count; i++)
        {
            pages += groups.All[i].Lru[kind].Pages.Value;
        }

        return pages;
    }

    private void CreateGroups()
    {
        if (Options.MemoryGroups == 0)
        {
            return;
        }

        _groups = new MemoryGroups(this);
        NoteFollowers();
        XNodeBudgetOfGroups();
    }

    private void XNodeBudgetOfGroups()
    {
        XArrays.XNodeBudget? before = PageCacheNodes.NodeBudget;
        PageCacheNodes.NodeBudget = mayWait => (before is null || before(mayWait)) && _groups!.TryChargeNode(mayWait);
        PageCacheNodes.Allocated += _groups!.NodeAllocated;
        PageCacheNodes.Freed += _groups.NodeFreed;
    }
}
