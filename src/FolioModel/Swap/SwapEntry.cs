namespace FolioModel.Swap;

/// <summary>Names a slot of a swap area: what a page cache or a page table holds in place of a page that is swapped out.</summary>
/// <param name="Type">Number of the swap area.</param>
/// <param name="Offset">The slot, in pages from the area's start.</param>
/// <remarks>
/// Models <c>swp_entry_t</c>. As a value (<see cref="ToValue"/>) the slots of one area are consecutive, so that a large entry and the run
/// of
/// small ones it splits into are the same numbers.
/// </remarks>
public readonly record struct SwapEntry(int Type, ulong Offset)
{
    private const int TypeShift = 58;
    private const ulong OffsetMask = (1UL << TypeShift) - 1;

    /// <summary>The type that marks an entry whose contents are lost (<c>SWP_PTE_MARKER</c>).</summary>
    private const int MarkerType = 31;

    /// <summary>Stands where a page could not be read back: every access fails with <see cref="Errno.EIO"/>.</summary>
    /// <remarks>Models <c>make_poisoned_swp_entry</c>.</remarks>
    public static SwapEntry Poisoned => new(MarkerType, 2);

    /// <summary>Whether the contents are lost (<c>is_poisoned_swp_entry</c>).</summary>
    public bool IsPoisoned => this == Poisoned;

    /// <summary>Decodes a value of a page cache.</summary>
    /// <param name="value">The value.</param>
    /// <remarks>Models <c>radix_to_swp_entry</c>.</remarks>
    public static SwapEntry FromValue(ulong value) => new((int)(value >> TypeShift), value & OffsetMask);

    /// <summary>The value as it stands in a page cache.</summary>
    /// <remarks>Models <c>swp_to_radix_entry</c>.</remarks>
    public ulong ToValue() => ((ulong)Type << TypeShift) | Offset;

    /// <summary>The slot a number of pages further on.</summary>
    /// <param name="entry">Where to start.</param>
    /// <param name="pages">How many pages.</param>
    public static SwapEntry operator +(SwapEntry entry, int pages) => entry with { Offset = entry.Offset + (ulong)pages };

    /// <inheritdoc/>
    public override string ToString() => IsPoisoned ? "poisoned swap entry" : $"swap {Type}:{Offset}";
}
