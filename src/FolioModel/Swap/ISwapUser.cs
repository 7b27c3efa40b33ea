namespace FolioModel.Swap;

/// <summary>An owner whose data structures hold swap entries, and which must take them back when an area goes away.</summary>
public interface ISwapUser
{
    /// <summary>Reads everything back from an area.</summary>
    /// <param name="area">The area that goes away.</param>
    /// <returns>Success, or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>Models the part of <c>try_to_unuse</c> that asks one owner of swap entries for its pages.</remarks>
    Errno BringBack(SwapArea area);

    /// <summary>The slots that its data structures name, each as often as it is named there.</summary>
    IEnumerable<SwapEntry> NamedSlots { get; }
}
