namespace FolioModel.Rmap;

/// <summary>The flags of an entry of a page table.</summary>
[Flags]
internal enum PteFlags : ushort
{
    None = 0,
    Present = 0x1,
    Writable = 0x2,
    Dirty = 0x4,
    Young = 0x8,

    /// <summary>No page: its memory failed, and a process that touches it gets a signal.</summary>
    Poisoned = 0x10,

    /// <summary>No page: the frame it showed is being moved, and a process that touches it waits.</summary>
    Migrating = 0x20,

    /// <summary>No page: the contents are in a slot of a swap area, whose number stands in place of the frame.</summary>
    Swapped = 0x40,

    /// <summary>The page of zeros that all processes share: it can be read, but no folio is mapped.</summary>
    Zero = 0x80,

    /// <summary>With <see cref="Swapped"/>: the page belonged to this process alone (<c>pte_swp_exclusive</c>).</summary>
    Exclusive = 0x100,
}

/// <summary>An entry of a page table: for one page, or for 2 MiB.</summary>
/// <param name="Frame">The frame, or the slot of a swap entry.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="SwapType">The swap area of a swap entry.</param>
internal readonly record struct PageTableEntry(int Frame, PteFlags Flags, byte SwapType = 0)
{
    /// <summary>Whether there is nothing: no page, no place in swap, no failed memory (<c>pte_none</c>).</summary>
    public bool IsNone => this == default;

    public bool IsPresent => (Flags & PteFlags.Present) != 0;

    public bool IsSwapped => (Flags & PteFlags.Swapped) != 0;

    /// <summary>The slot of a swap entry.</summary>
    public SwapEntry Swap => new(SwapType, (ulong)Frame);

    /// <summary>An entry for a page that is in a slot of a swap area.</summary>
    public static PageTableEntry Of(SwapEntry entry, bool exclusive) =>
        new((int)entry.Offset, PteFlags.Swapped | (exclusive ? PteFlags.Exclusive : PteFlags.None), (byte)entry.Type);

    public bool Has(PteFlags flag) => (Flags & flag) != 0;

    public PageTableEntry With(PteFlags flags) => this with { Flags = Flags | flags };

    public PageTableEntry Without(PteFlags flags) => this with { Flags = Flags & ~flags };
}
