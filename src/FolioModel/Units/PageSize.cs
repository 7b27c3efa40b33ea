namespace FolioModel;

/// <summary>The base page of x86-64.</summary>
public static class PageSize
{
    /// <summary>Bits of a byte offset inside a page (<c>PAGE_SHIFT</c>).</summary>
    public const int Shift = 12;

    /// <summary>Bytes of a page (<c>PAGE_SIZE</c>).</summary>
    public const int Bytes = 1 << Shift;
}
