using FolioModel.Groups;

namespace FolioModel.Swap;

/// <summary>One swap device: its slots with their users, and its swap cache.</summary>
/// <remarks>Models <c>struct swap_info_struct</c>. Made by <see cref="SwapSpace.SwapOn"/>.</remarks>
[SharedState(PartOf = "_machine.Swap")]
public sealed partial class SwapArea
{
    private readonly Machine _machine;

    [Shared]
    private readonly SwapSlots _allSlots;

    internal SwapArea(Machine machine, int type, int pages, SwapDevice device)
    {
        _machine = machine;
        Type = type;
        Device = device;
        _allSlots = new SwapSlots(machine, pages, device.IsRotational && machine.Profile.SearchesDisksSlotBySlot);
        Cache = new SwapCache(machine, this);
    }

    /// <summary>Number of the area, in its entries.</summary>
    public int Type { get; }

    /// <summary>Slots, the first of which is the header.</summary>
    public int Pages => _allSlots.Length;

    /// <summary>Slots in use, the header not counted (<c>inuse_pages</c>).</summary>
    public int PagesInUse => Slots.InUse;

    /// <summary>Slots that can be given out: neither in use nor in the reserve of a CPU.</summary>
    public int FreePages => Slots.Free;

    /// <summary>Its swap cache.</summary>
    public SwapCache Cache { get; }

    /// <summary>Where the contents go.</summary>
    public SwapDevice Device { get; }

    /// <summary>No new slots are given out: the area is on its way out, or gone.</summary>
    [Shared]
    public partial bool IsLeaving { get; internal set; }

    /// <summary>The slots, about to be looked at or changed.</summary>
    private SwapSlots Slots
    {
        get
        {
            TrackState();
            return _allSlots;
        }
    }

    /// <summary>Users of a slot other than the swap cache (<c>swap_swapcount</c>).</summary>
    /// <param name="entry">A slot of this area.</param>
    public int CountOf(SwapEntry entry) => Slots.CountOf(entry.Offset);

    /// <summary>Whether the swap cache holds a slot (<c>SWAP_HAS_CACHE</c>).</summary>
    /// <param name="entry">A slot of this area.</param>
    public bool IsCached(SwapEntry entry) => Slots.IsCached(entry.Offset);

    /// <summary>Adds one user to each slot of a run.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <exception cref="KernelBugException">A slot is free.</exception>
    /// <remarks>Models <c>swap_duplicate</c>.</remarks>
    public void Duplicate(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            Slots.Duplicate((entry + i).Offset);
        }
    }

    /// <summary>Removes a user from a run of slots; slots that have no user left and are not cached become free.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <exception cref="KernelBugException">A slot has no user.</exception>
    /// <remarks>Models <c>swap_free_nr</c>.</remarks>
    public void Free(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong offset = (entry + i).Offset;
            if (Slots.Drop(offset))
            {
                Return(offset, toReserve: true);
            }
        }
    }

    /// <summary>The last users of a run of slots go: the slots are free at once.</summary>
    /// <remarks>Models <c>__swap_entries_free</c> where no slot of the run is cached.</remarks>
    internal void FreeLast(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong offset = (entry + i).Offset;
            Slots.Drop(offset);
            Return(offset, toReserve: false);
        }
    }

    /// <summary>The group that a slot is charged to, or null.</summary>
    /// <param name="entry">A slot of this area.</param>
    public MemoryGroup? GroupOf(SwapEntry entry) =>
        _machine.Groups is { } groups && Slots.GroupOf(entry.Offset) is var id and > 0 ? groups.Numbered(id) : null;

    /// <summary>The number of the group that a slot is charged to; 0 for none.</summary>
    internal int NumberOfGroup(SwapEntry entry) => Slots.GroupOf(entry.Offset);

    /// <summary>Whether a slot has no user and no CPU holds it in reserve.</summary>
    internal bool IsFree(SwapEntry entry) => Slots.IsFree(entry.Offset);

    internal void SetGroup(SwapEntry entry, int pages, MemoryGroup? group)
    {
        for (int i = 0; i < pages; i++)
        {
            Slots.SetGroup((entry + i).Offset, group?.Id ?? 0);
        }
    }

    internal ulong Allocate(int order) => Slots.Allocate(order);

    internal void Reserve(ulong offset) => Slots.Reserve(offset);

    internal void TakeReserved(ulong offset) => Slots.TakeReserved(offset);

    /// <summary>A CPU gives a slot back that it held in reserve; only then is the slot charged no longer.</summary>
    internal void FreeReserved(ulong offset)
    {
        Uncharge(offset);
        Cache.ForgetShadow(offset);
        Slots.FreeReserved(offset);
    }

    internal bool TryClaim(SwapEntry entry) => Slots.TryClaim(entry.Offset);

    internal bool IsOnlyCached(SwapEntry entry, int pages) => Slots.AreOnlyCached(entry.Offset, pages);

    /// <summary>Whether every slot of a run has one user and is not cached.</summary>
    internal bool IsLastUseOf(SwapEntry entry, int pages) => Slots.HaveOneUser(entry.Offset, pages);

    internal void DropCache(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong offset = (entry + i).Offset;
            if (Slots.DropCache(offset))
            {
                Return(offset, toReserve: pages == 1);
            }
        }
    }

    /// <summary>The last user of a slot is gone.</summary>
    /// <remarks>Models <c>free_swap_slot</c>.</remarks>
    private void Return(ulong offset, bool toReserve)
    {
        if (toReserve && _machine.Swap.Reserve.TryKeep(this, offset))
        {
            return;
        }

        Uncharge(offset);
        Cache.ForgetShadow(offset);
        Slots.Release(offset);
    }

    /// <remarks>Models <c>mem_cgroup_uncharge_swap</c>.</remarks>
    private void Uncharge(ulong offset)
    {
        if (Slots.GroupOf(offset) is var id and > 0)
        {
            _machine.Groups!.Numbered(id).UnchargeSwap(1);
            Slots.SetGroup(offset, 0);
        }
    }
}
