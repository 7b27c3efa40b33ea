using System.Collections.Immutable;

namespace FolioModel.Gmem;

/// <summary>The classes of KVM's locks.</summary>
public static class GmemLocks
{
    /// <summary>A VM's memory-slot mutex (<c>kvm->slots_lock</c>): outside every lock of the files behind its slots. Rank 50.</summary>
    public static readonly LockClass SlotsLock = new(nameof(SlotsLock), 50, LockKind.Sleeps);

    /// <summary>A guest's page tables and invalidation counters (<c>kvm->mmu_lock</c>): inside the folio lock. Rank 350.</summary>
    public static readonly LockClass MmuLock = new(nameof(MmuLock), 350, LockKind.Spins);

    /// <summary>All of them, outer before inner.</summary>
    public static ImmutableArray<LockClass> All { get; } = [SlotsLock, MmuLock];
}
