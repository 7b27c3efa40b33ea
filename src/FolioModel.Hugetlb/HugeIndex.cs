namespace FolioModel.Hugetlb;

/// <summary>
/// A position in a file in huge pages from its start. Never to be mixed up with a <see cref="PageIndex"/>, which counts base pages.
/// </summary>
/// <param name="Value">Huge pages from the start of the file.</param>
public readonly record struct HugeIndex(long Value) : IComparable<HugeIndex>
{
    /// <summary>Behind every page of any file: "to the end".</summary>
    public static HugeIndex End => new(long.MaxValue);

    /// <summary>The huge page behind this one.</summary>
    public HugeIndex Next => new(Value + 1);

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator <(HugeIndex left, HugeIndex right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> lies behind <paramref name="right"/>.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator >(HugeIndex left, HugeIndex right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/> or is the same.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator <=(HugeIndex left, HugeIndex right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> lies behind <paramref name="right"/> or is the same.</summary>
    /// <param name="left">One index.</param>
    /// <param name="right">The other index.</param>
    public static bool operator >=(HugeIndex left, HugeIndex right) => left.Value >= right.Value;

    /// <summary>How many huge pages <paramref name="right"/> lies before <paramref name="left"/>.</summary>
    /// <param name="left">The later index.</param>
    /// <param name="right">The earlier index.</param>
    public static long operator -(HugeIndex left, HugeIndex right) => left.Value - right.Value;

    /// <inheritdoc/>
    public int CompareTo(HugeIndex other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"huge page {Value}";
}
