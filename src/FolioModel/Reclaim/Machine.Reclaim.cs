using FolioModel.Reclaim;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>The attached observer of reclaim, or null.</summary>
    public IReclaimObserver? ReclaimObserver { get; set; }

    /// <summary>
    /// How readily anonymous memory is swapped out compared with dropping file pages, from 0 (never, in a group) to 200 (anonymous memory
    /// first).
    /// </summary>
    /// <remarks>Models <c>vm.swappiness</c>.</remarks>
    public int Swappiness
    {
        get => Reclaiming.Swappiness;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FolioModel.Reclaim.Swappiness.Most);
            Reclaiming.Swappiness = value;
        }
    }

    /// <summary>
    /// Reclaims in the background until some zone is above its high watermark. Call it from a task of its own when
    /// <see cref="PageAllocator.BackgroundWakeups"/> has advanced, or between the operations of a simulation.
    /// </summary>
    /// <returns>Pages freed.</returns>
    /// <remarks>Models <c>kswapd</c>, woken for order 0.</remarks>
    [Interleaved]
    public PageCount ReclaimInBackground()
    {
        CheckThread();
        return new PageCount(Reclaiming.Balance(0));
    }

    internal MemoryReclaim Reclaiming { get; }
}
