namespace FolioModel.Rmap;

/// <summary>A page of a process's address space, counted from address 0.</summary>
/// <param name="Value">The virtual page number: the address divided by the page size.</param>
public readonly record struct VirtualPage(ulong Value) : IComparable<VirtualPage>
{
    /// <summary>The page a number of pages further on.</summary>
    /// <param name="page">Where to start.</param>
    /// <param name="pages">How many pages.</param>
    public static VirtualPage operator +(VirtualPage page, long pages) => new(page.Value + (ulong)pages);

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    /// <param name="left">One page.</param>
    /// <param name="right">The other page.</param>
    public static bool operator <(VirtualPage left, VirtualPage right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> lies behind <paramref name="right"/>.</summary>
    /// <param name="left">One page.</param>
    /// <param name="right">The other page.</param>
    public static bool operator >(VirtualPage left, VirtualPage right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not lie behind <paramref name="right"/>.</summary>
    /// <param name="left">One page.</param>
    /// <param name="right">The other page.</param>
    public static bool operator <=(VirtualPage left, VirtualPage right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not lie before <paramref name="right"/>.</summary>
    /// <param name="left">One page.</param>
    /// <param name="right">The other page.</param>
    public static bool operator >=(VirtualPage left, VirtualPage right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(VirtualPage other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value << PageSize.Shift:x}";
}
