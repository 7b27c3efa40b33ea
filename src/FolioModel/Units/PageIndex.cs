namespace FolioModel;

/// <summary>A position in a file, in base pages from its start (the kernel's <c>pgoff_t</c>).</summary>
/// <param name="Value">Pages from the start of the file.</param>
public readonly record struct PageIndex(ulong Value) : IComparable<PageIndex>
{
    /// <summary>The first page of a file.</summary>
    public static PageIndex Zero => default;

    /// <summary>The largest index, used for "to the end".</summary>
    public static PageIndex Max => new(ulong.MaxValue);

    /// <summary>The byte offset at which this page starts.</summary>
    /// <exception cref="OverflowException">The offset does not fit a signed 64-bit file offset.</exception>
    public ByteOffset ToByteOffset() => new(checked((long)Value * PageSize.Bytes));

    /// <summary>The index <paramref name="count"/> pages further on.</summary>
    /// <param name="index">Where to start.</param>
    /// <param name="count">How many pages.</param>
    public static PageIndex operator +(PageIndex index, PageCount count) => new(unchecked(index.Value + (ulong)count.Value));

    /// <summary>The number of pages from <paramref name="right"/> to <paramref name="left"/>.</summary>
    /// <param name="left">The later index.</param>
    /// <param name="right">The earlier index.</param>
    public static PageCount operator -(PageIndex left, PageIndex right) => new(unchecked((long)(left.Value - right.Value)));

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator <(PageIndex left, PageIndex right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> lies behind <paramref name="right"/>.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator >(PageIndex left, PageIndex right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/> or is the same.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator <=(PageIndex left, PageIndex right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> lies behind <paramref name="right"/> or is the same.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator >=(PageIndex left, PageIndex right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(PageIndex other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
