namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>
    /// The most swap slots that the group and those below it may use, in pages; null for no limit (<c>memory.swap.max</c>).
    /// </summary>
    [NotShared("set by the embedder, not by operations")]
    public PageCount? SwapMax { get; set; }

    /// <summary>Swap slots charged to the group and those below it, in pages (<c>memory.swap.current</c>).</summary>
    /// <remarks>Slots whose last user went count until the CPU that holds them in reserve gives them back.</remarks>
    public PageCount SwapUsage => new(SwapCharged);

    [Shared]
    private partial long SwapCharged { get; set; }

    /// <summary>Charges swap slots.</summary>
    /// <returns>False when the limit of the group or of one above it is in the way.</returns>
    /// <remarks>Models <c>mem_cgroup_try_charge_swap</c>.</remarks>
    internal bool TryChargeSwap(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            if (group.SwapMax is { } most && group.SwapCharged + pages > most.Value)
            {
                group.Events.SwapMax++;
                return false;
            }
        }

        UnchargeSwap(-pages);
        return true;
    }

    internal void UnchargeSwap(int pages)
    {
        for (MemoryGroup? group = this; group is { IsRoot: false }; group = group.Parent)
        {
            group.SwapCharged -= pages;
        }
    }
}
