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

    internal MemoryReclaim Reclaiming { get; }
}
