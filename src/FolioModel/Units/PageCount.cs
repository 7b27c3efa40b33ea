namespace FolioModel;

/// <summary>A number of base pages; negative where a difference is.</summary>
/// <param name="Value">The number of pages.</param>
public readonly record struct PageCount(long Value) : IComparable<PageCount>
{
    /// <summary>The number of pages that hold an amount of bytes: rounded up.</summary>
    /// <param name="bytes">Bytes, not negative.</param>
    /// <remarks>
    /// Models <c>DIV_ROUND_UP(bytes, PAGE_SIZE)</c>. The sum is taken without a sign, so that the largest file size does not overflow.
    /// </remarks>
    public static PageCount RoundedUp(long bytes) => new((long)(((ulong)bytes + (PageSize.Bytes - 1)) >> PageSize.Shift));

    /// <summary>The same amount in bytes.</summary>
    public long Bytes => Value * PageSize.Bytes;

    /// <summary>The sum of two amounts.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other amount.</param>
    public static PageCount operator +(PageCount left, PageCount right) => new(left.Value + right.Value);

    /// <summary>The difference of two amounts.</summary>
    /// <param name="left">The amount to take from.</param>
    /// <param name="right">The amount taken.</param>
    public static PageCount operator -(PageCount left, PageCount right) => new(left.Value - right.Value);

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other amount.</param>
    public static bool operator <(PageCount left, PageCount right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other amount.</param>
    public static bool operator >(PageCount left, PageCount right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is at most <paramref name="right"/>.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other amount.</param>
    public static bool operator <=(PageCount left, PageCount right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is at least <paramref name="right"/>.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other amount.</param>
    public static bool operator >=(PageCount left, PageCount right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(PageCount other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
