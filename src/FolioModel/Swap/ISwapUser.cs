namespace FolioModel.Swap;

/// <summary>Somebody whose data structures hold swap entries, and who must take them back when an area goes away.</summary>
public interface ISwapUser
{
    /// <summary>Reads everything back from an area.</summary>
    /// <param name="area">The area that goes away.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models what <c>shmem_unuse</c> does for one inode.</remarks>
    Errno BringBack(SwapArea area);

    /// <summary>The slots that its data structures name, each as often as it is named there.</summary>
    IEnumerable<SwapEntry> NamedSlots { get; }
}
