namespace FolioModel;

/// <summary>One swap device: its slots with their users, and its swap cache.</summary>
/// <remarks>Models <c>struct swap_info_struct</c>. Made by <see cref="SwapSpace.SwapOn"/>.</remarks>
public sealed class SwapArea
{
    private readonly SwapSlots _slots;

    internal SwapArea(Machine machine, int type, int pages, SwapDevice device)
    {
        Type = type;
        Device = device;
        _slots = new SwapSlots(pages);
        Cache = new SwapCache(machine, this);
    }

    /// <summary>Number of the area, in its entries.</summary>
    public int Type { get; }

    /// <summary>Slots, the first of which is the header.</summary>
    public int Pages => _slots.Length;

    /// <summary>Slots in use, the header not counted (<c>inuse_pages</c>).</summary>
    public int PagesInUse => _slots.InUse;

    /// <summary>Its swap cache.</summary>
    public SwapCache Cache { get; }

    /// <summary>Where the contents go.</summary>
    public SwapDevice Device { get; }

    /// <summary>No new slots are given out: the area is on its way out, or gone.</summary>
    public bool IsLeaving { get; internal set; }

    /// <summary>Users of a slot other than the swap cache (<c>swap_swapcount</c>).</summary>
    /// <param name="entry">A slot of this area.</param>
    public int CountOf(SwapEntry entry) => _slots.CountOf(entry.Offset);

    /// <summary>Whether the swap cache holds a slot (<c>SWAP_HAS_CACHE</c>).</summary>
    /// <param name="entry">A slot of this area.</param>
    public bool IsCached(SwapEntry entry) => _slots.IsCached(entry.Offset);

    /// <summary>A run of slots gets one more user each.</summary>
    /// <param name="entry">The first slot.</param>
    /// <param name="pages">How many.</param>
    /// <exception cref="KernelBugException">A slot is free.</exception>
    /// <remarks>Models <c>swap_shmem_alloc</c>.</remarks>
    public void Duplicate(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            _slots.Duplicate((entry + i).Offset);
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
            if (_slots.Drop(offset))
            {
                Cache.ForgetShadow(offset);
            }
        }
    }

    internal ulong Allocate(int order) => _slots.Allocate(order);

    internal bool TryClaim(SwapEntry entry) => _slots.TryClaim(entry.Offset);

    internal bool IsOnlyCached(SwapEntry entry, int pages) => _slots.AreOnlyCached(entry.Offset, pages);

    internal void DropCache(SwapEntry entry, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            ulong offset = (entry + i).Offset;
            if (_slots.DropCache(offset))
            {
                Cache.ForgetShadow(offset);
            }
        }
    }
}
