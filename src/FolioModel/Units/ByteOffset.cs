using System.Diagnostics.CodeAnalysis;

namespace FolioModel;

/// <summary>A position in a file in bytes, signed as the kernel's <c>loff_t</c>: system calls check for negative values.</summary>
/// <param name="Value">Bytes from the start of the file.</param>
public readonly record struct ByteOffset(long Value)
{
    /// <summary>The value that <c>truncate_inode_pages_range</c> takes as "to the end".</summary>
    public static ByteOffset ToEnd => new(-1);

    /// <summary>The page that holds this byte.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public PageIndex ToPageIndex() => new(NotNegative() >> PageSize.Shift);

    /// <summary>The first page that starts at this byte or after it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public PageIndex ToNextPageIndex() => new((NotNegative() + (PageSize.Bytes - 1)) >> PageSize.Shift);

    private ulong NotNegative()
    {
        if (Value < 0)
        {
            ThrowNegative(Value);
        }

        return (ulong)Value;
    }

    [DoesNotReturn]
    private static void ThrowNegative(long value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, $"byte {value} lies before the start of the file: no page holds it");

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
