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
        _allSlots = new SwapSlots(pages);
        Cache = new SwapCache(machine, this);
    }

    /// <summary>Number of the area, in its entries.</summary>
    public int Type { get; }

    /// <summary>Slots, the first of which is the header.</summary>
    public int Pages => _allSlots.Length;

    /// <summary>Slots in use, the header not counted (<c>inuse_pages</c>).</summary>
    public int PagesInUse => Slots.InUse;

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

    /// <summary>A run of slots gets one more user each.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <exception cref="KernelBugException">A slot is free.</exception>
    /// <remarks>Models <c>swap_shmem_alloc</c>.</remarks>
    public void Duplicate(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            Slots.Duplicate((entry + i).Offset);
        }
    }

    /// <summary>A user of a run of slots goes; slots without users that nobody caches are free.</summary>
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
                Cache.ForgetShadow(offset);
            }
        }
    }

    internal ulong Allocate(int order) => Slots.Allocate(order);

    internal bool TryClaim(SwapEntry entry) => Slots.TryClaim(entry.Offset);

    internal bool IsOnlyCached(SwapEntry entry, int pages) => Slots.AreOnlyCached(entry.Offset, pages);

    internal void DropCache(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong offset = (entry + i).Offset;
            if (Slots.DropCache(offset))
            {
                Cache.ForgetShadow(offset);
            }
        }
    }
}
