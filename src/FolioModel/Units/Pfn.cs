namespace FolioModel;

/// <summary>A page frame number: the identity of one base page of the machine.</summary>
/// <param name="Value">The frame, counted from 0.</param>
public readonly record struct Pfn(int Value) : IComparable<Pfn>
{
    /// <summary>The frame <paramref name="pages"/> further on.</summary>
    /// <param name="pages">How many base pages.</param>
    public Pfn Plus(int pages) => new(Value + pages);

    /// <inheritdoc/>
    public int CompareTo(Pfn other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is the lower frame.</summary>
    /// <param name="left">One frame.</param>
    /// <param name="right">The other frame.</param>
    public static bool operator <(Pfn left, Pfn right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is the higher frame.</summary>
    /// <param name="left">One frame.</param>
    /// <param name="right">The other frame.</param>
    public static bool operator >(Pfn left, Pfn right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not the higher frame.</summary>
    /// <param name="left">One frame.</param>
    /// <param name="right">The other frame.</param>
    public static bool operator <=(Pfn left, Pfn right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not the lower frame.</summary>
    /// <param name="left">One frame.</param>
    /// <param name="right">The other frame.</param>
    public static bool operator >=(Pfn left, Pfn right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => $"pfn {Value:x}";
}
