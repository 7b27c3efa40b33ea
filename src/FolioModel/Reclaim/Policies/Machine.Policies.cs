using System.Runtime.CompilerServices;
using FolioModel.Reclaim;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Whether each use of a folio matters, rather than the first two.</summary>
    internal bool NotesEachUse { get; private set; }

    private bool _hasPolicies;

    /// <summary>Decides which cached file folios are evicted, in place of the kernel's lists; null for those.</summary>
    /// <remarks>On a machine with memory control groups it is the root's; see <see cref="Groups.MemoryGroup.Policy"/>.</remarks>
    public IReclaimPolicy? ReclaimPolicy
    {
        get => Lru.Policy?.Policy;
        set => SetPolicy(Lru, value);
    }

    /// <summary>
    /// Evicts folios that <see cref="ReclaimPolicy"/> chooses, and no more than asked for: a cache of an exact size, as simulators of
    /// eviction policies have it. The kernel evicts in portions of 32 pages.
    /// </summary>
    /// <param name="pages">How many pages to evict.</param>
    /// <returns>How many were evicted; fewer where the policy chose too little.</returns>
    /// <exception cref="InvalidOperationException">The machine has no policy, or has memory control groups.</exception>
    public PageCount EvictByPolicy(PageCount pages)
    {
        CheckThread();
        return Lru.Policy is not null && _groups is null ? new PageCount(Reclaiming.EvictByPolicy(pages.Value))
            : throw new InvalidOperationException($"expected a machine without memory control groups and with a {nameof(ReclaimPolicy)}");
    }

    internal void SetPolicy(LruVector lru, IReclaimPolicy? policy)
    {
        CheckThread();
        Batches.DrainAll();
        lru.Policy = policy is null ? null : new PolicyBinding(this, policy);
        _hasPolicies |= policy is not null;
        NoteFollowers();
        NotesEachUse |= policy is not null;
        if (lru.Policy is { } binding)
        {
            AddFrom(lru[LruListKind.InactiveFile], binding);
            AddFrom(lru[LruListKind.ActiveFile], binding);
        }
    }

    /// <summary>A folio entered the page cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TellPolicyAdded(int pfn)
    {
        if (_hasPolicies)
        {
            LruOf(pfn).Policy?.Added(new Folio(this, pfn));
        }
    }

    /// <summary>A folio leaves the page cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TellPolicyRemoved(int pfn)
    {
        if (_hasPolicies)
        {
            LruOf(pfn).Policy?.Removed(new Folio(this, pfn));
        }
    }

    /// <summary>A folio was used.</summary>
    internal void TellPolicyAccessed(int pfn)
    {
        if (_hasPolicies)
        {
            LruOf(pfn).Policy?.Accessed(pfn);
        }
    }

    private static void AddFrom(LruList list, PolicyBinding binding)
    {
        foreach (Folio folio in list.Reverse())
        {
            binding.Added(folio);
        }
    }
}
