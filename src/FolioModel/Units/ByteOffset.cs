namespace FolioModel;

/// <summary>A position in a file in bytes, signed as the kernel's <c>loff_t</c>: system calls check for negative values.</summary>
/// <param name="Value">Bytes from the start of the file.</param>
public readonly record struct ByteOffset(long Value)
{
    /// <summary>The value that <c>truncate_inode_pages_range</c> takes as "to the end".</summary>
    public static ByteOffset ToEnd => new(-1);

    /// <summary>The page that holds this byte.</summary>
    public PageIndex ToPageIndex() => new((ulong)Value >> PageSize.Shift);

    /// <summary>The first page that starts at this byte or after it.</summary>
    public PageIndex ToNextPageIndex() => new((ulong)PageCount.RoundedUp(Value).Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
