namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Reads a byte through the page table, as a processor does that finds an entry. Reference effect: none.</summary>
    /// <param name="page">The page.</param>
    /// <param name="offset">The byte of the page.</param>
    /// <returns>The byte, or null where no entry shows the page: <see cref="Touch"/> makes one.</returns>
    /// <exception cref="InvalidOperationException">The machine keeps no contents.</exception>
    public byte? Load(VirtualPage page, int offset)
    {
        MemoryContents contents = _machine.ContentsOrThrow;
        if (!Table.At(page).Has(PteFlags.Zero) || Table.HugeAt(page).IsPresent)
        {
            if (FrameAt(page, write: false) is not { } frame)
            {
                return null;
            }

            Span<byte> one = stackalloc byte[1];
            contents.Read(new Folio(_machine, _machine.Map.HeadOf(frame)), OffsetIn(frame, offset), one);
            return one[0];
        }

        return 0;
    }

    /// <summary>Writes a byte through the page table, as a processor does that finds an entry. Reference effect: none.</summary>
    /// <param name="page">The page.</param>
    /// <param name="offset">The byte of the page.</param>
    /// <param name="value">The byte.</param>
    /// <returns>False where no entry lets the process write: <see cref="Touch"/> makes one.</returns>
    /// <exception cref="InvalidOperationException">The machine keeps no contents.</exception>
    public bool Store(VirtualPage page, int offset, byte value)
    {
        MemoryContents contents = _machine.ContentsOrThrow;
        if (FrameAt(page, write: true) is not { } frame)
        {
            return false;
        }

        contents.Write(new Folio(_machine, _machine.Map.HeadOf(frame)), OffsetIn(frame, offset), [value]);
        return true;
    }

    private int? FrameAt(VirtualPage page, bool write)
    {
        PageTableEntry huge = Table.HugeAt(page);
        PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
        if (!entry.IsPresent || (write && !entry.Has(PteFlags.Writable)))
        {
            return null;
        }

        return entry.Frame + (huge.IsPresent ? (int)(page.Value - PageTable.HugeStart(page).Value) : 0);
    }

    private long OffsetIn(int frame, int offset) => ((long)(frame - _machine.Map.HeadOf(frame)) * PageSize.Bytes) + offset;
}
