namespace FolioModel;

/// <summary>A size as a power of two: a block or folio of order n has 2^n base pages.</summary>
/// <param name="Value">The exponent.</param>
public readonly record struct Order(int Value) : IComparable<Order>
{
    /// <summary>A single base page.</summary>
    public static Order Zero => default;

    /// <summary>
    /// The order of a huge page, of a pageblock and of the largest lists kept per CPU: on x86-64 all of them are the size that one entry of a page
    /// middle directory maps.
    /// </summary>
    internal const int PmdValue = 9;

    /// <summary>A huge page of 2 MiB (<c>HPAGE_PMD_ORDER</c>).</summary>
    public static Order Pmd => new(PmdValue);

    /// <summary>The number of base pages (<c>folio_nr_pages</c>).</summary>
    public int Pages => 1 << Value;

    /// <inheritdoc/>
    public int CompareTo(Order other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is the smaller size.</summary>
    /// <param name="left">One size.</param>
    /// <param name="right">The other size.</param>
    public static bool operator <(Order left, Order right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is the larger size.</summary>
    /// <param name="left">One size.</param>
    /// <param name="right">The other size.</param>
    public static bool operator >(Order left, Order right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not the larger size.</summary>
    /// <param name="left">One size.</param>
    /// <param name="right">The other size.</param>
    public static bool operator <=(Order left, Order right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not the smaller size.</summary>
    /// <param name="left">One size.</param>
    /// <param name="right">The other size.</param>
    public static bool operator >=(Order left, Order right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => $"order {Value}";
}
