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

    internal void SetPolicy(LruVector lru, IReclaimPolicy? policy)
    {
        CheckThread();
        Batches.DrainAll();
        lru.Policy = policy is null ? null : new PolicyBinding(this, policy);
        _hasPolicies |= policy is not null;
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
            LruOf(pfn).Policy?.Accessed(new Folio(this, pfn));
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
