namespace FolioModel.Cli.Content.Specification;

/// <summary>
/// A shmem file of small pages: which pages it has, where they are, and what of them counts. One operation at a time; memory never runs
/// out, room on the mount does.
/// </summary>
/// <param name="room">Pages that the mount has room for.</param>
internal sealed class SpecShmem(long room)
{
    private const int PageShift = 12;
    private const long PageBytes = 1 << PageShift;

    /// <summary>In bytes.</summary>
    public long Size { get; set; }

    /// <summary>The page behind the last one that was reserved.</summary>
    public long ReservedEnd { get; set; }

    public SortedDictionary<long, SpecShmemPage> Pages { get; } = [];

    public long Swapped => Pages.Values.Count(static page => page.IsSwapped);

    /// <summary>Reserves a range. What a failure leaves is what was valid before.</summary>
    /// <param name="start">The first page.</param>
    /// <param name="count">How many.</param>
    /// <param name="keepSize">The file does not grow.</param>
    public long Allocate(long start, long count, bool keepSize)
    {
        if (count > room)
        {
            return SpecErrno.NoSpace;
        }

        for (long index = start; index < start + count; index++)
        {
            if (!Has(index, SpecShmemAccess.Reserve))
            {
                for (long undone = start; undone < index; undone++)
                {
                    if (Pages.TryGetValue(undone, out SpecShmemPage? reserved) && !reserved.IsValid)
                    {
                        Pages.Remove(undone);
                    }
                }

                return SpecErrno.NoSpace;
            }

            Pages[index].IsDirty = true;
        }

        ReservedEnd = Math.Max(ReservedEnd, start + count);
        Size = keepSize ? Size : Math.Max(Size, (start + count) << PageShift);
        return 0;
    }

    /// <summary>Frees the pages that lie wholly in a range of bytes; those that it covers in part are zeroed, in memory.</summary>
    /// <param name="first">The first byte.</param>
    /// <param name="end">The byte behind the last; <see cref="long.MaxValue"/> for all.</param>
    public void Free(long first, long end)
    {
        long from = (first + PageBytes - 1) >> PageShift;
        long to = end == long.MaxValue ? long.MaxValue : end >> PageShift;
        if (ReservedEnd > from && ReservedEnd <= to)
        {
            ReservedEnd = from;
        }

        foreach (long index in Pages.Keys.Where(i => i >= from && i < to).ToList())
        {
            Pages.Remove(index);
        }

        Zero(first >> PageShift);
        if (end != long.MaxValue)
        {
            Zero((end - 1) >> PageShift);
        }
    }

    /// <summary>Sets the size; what lies behind it goes.</summary>
    /// <param name="size">The size.</param>
    public void Truncate(long size)
    {
        long before = Size;
        Size = size;
        if (size <= before)
        {
            Free(size, long.MaxValue);
        }
    }

    /// <summary>Writes, page by page.</summary>
    /// <returns>The bytes written; an error if there were none.</returns>
    public long Write(long position, long length)
    {
        long written = 0;
        while (written < length)
        {
            long at = position + written;
            if (!Has(at >> PageShift, SpecShmemAccess.Write))
            {
                return written > 0 ? written : SpecErrno.NoSpace;
            }

            written = Math.Min(length, written + PageBytes - (at & (PageBytes - 1)));
            Pages[at >> PageShift].IsValid = true;
            Pages[at >> PageShift].IsDirty = true;
            Size = Math.Max(Size, position + written);
        }

        return written;
    }

    /// <summary>Reads. A hole is read as one, and so is what was only reserved.</summary>
    /// <returns>The bytes read.</returns>
    public long Read(long position, long length)
    {
        long end = Math.Min(position + length, Size);
        for (long at = position; at < end; at = ((at >> PageShift) + 1) << PageShift)
        {
            Has(at >> PageShift, SpecShmemAccess.Read);
        }

        return Math.Max(end - position, 0);
    }

    /// <summary>Finds a page, or makes it.</summary>
    /// <returns>0, or the error.</returns>
    public long Get(long index, SpecShmemAccess access) =>
        access <= SpecShmemAccess.Allocate && index << PageShift >= Size ? SpecErrno.Invalid
        : access == SpecShmemAccess.ReadOnly && !Pages.ContainsKey(index) ? SpecErrno.NoEntry
        : Has(index, access) || access == SpecShmemAccess.Read ? 0
        : SpecErrno.NoSpace;

    /// <summary>All pages come back from swap.</summary>
    public void SwapOff()
    {
        foreach (SpecShmemPage page in Pages.Values.Where(static page => page.IsSwapped))
        {
            page.BringBack();
        }
    }

    /// <summary>A page that is there is brought into memory; a hole is filled if the access makes pages and there is room.</summary>
    private bool Has(long index, SpecShmemAccess access)
    {
        bool isNew = !Pages.TryGetValue(index, out SpecShmemPage? page);
        if (page is null)
        {
            if (access <= SpecShmemAccess.ReadOnly || Pages.Count >= room)
            {
                return false;
            }

            page = new SpecShmemPage();
            Pages.Add(index, page);
        }
        else if (page.IsSwapped)
        {
            page.BringBack();
        }

        page.IsValid |= access switch
        {
            SpecShmemAccess.Read or SpecShmemAccess.Write => false,
            SpecShmemAccess.Reserve => !isNew,
            _ => true,
        };
        return true;
    }

    private void Zero(long index)
    {
        if (Pages.TryGetValue(index, out SpecShmemPage? page) && (!page.IsSwapped || index << PageShift < Size))
        {
            page.BringBackIfSwapped();
            page.IsDirty = true;
        }
    }
}
