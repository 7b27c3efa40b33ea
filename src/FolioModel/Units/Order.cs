using System.Diagnostics.CodeAnalysis;

namespace FolioModel;

/// <summary>A size as a power of two: a block or folio of order n has 2^n base pages.</summary>
public readonly record struct Order : IComparable<Order>
{
    /// <summary>The largest exponent: page counts of larger sizes would not fit an <c>int</c>.</summary>
    private const int Largest = 30;

    /// <summary>A size of 2^<paramref name="value"/> base pages.</summary>
    /// <param name="value">The exponent, 0 to 30.</param>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is negative or above 30.</exception>
    public Order(int value)
    {
        if ((uint)value > Largest)
        {
            ThrowOutOfRange(value);
        }

        Value = value;
    }

    /// <summary>The exponent.</summary>
    public int Value { get; }

    /// <summary>A single base page.</summary>
    public static Order Zero => default;

    /// <summary>
    /// The order of a huge page, of a pageblock and of the largest lists kept per CPU: on x86-64 all of them are the size that one entry of
    /// a page
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

    [DoesNotReturn]
    private static void ThrowOutOfRange(int value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, $"an order is 0 to {Largest}");
}
