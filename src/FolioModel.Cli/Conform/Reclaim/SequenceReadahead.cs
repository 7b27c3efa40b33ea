namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Decides which pages a read that misses brings in, and which ones are read before they are asked for.</summary>
/// <remarks>
/// Models <c>page_cache_sync_ra</c> and <c>page_cache_async_ra</c> of a file without large folios. The mark is the reclaim flag, which is
/// the same bit in the kernel. All pages of a window are in the cache, locked, before the first is read; then all are read at once, as on
/// the RAM disk of the recordings.
/// </remarks>
/// <param name="machine">The machine.</param>
/// <param name="cache">The file's page cache.</param>
/// <param name="filePages">Pages of the file.</param>
/// <param name="added">Is called after each page that was added.</param>
internal sealed class SequenceReadahead(Machine machine, AddressSpace cache, long filePages, Action added)
{
    private const int LargestChunk = 512;

    private readonly List<Folio> _unread = [];

    /// <summary>A page is not cached.</summary>
    public void Miss(SequenceDescriptor descriptor, long page, int wanted)
    {
        if (descriptor.IsRandom || descriptor.MostPages == 0)
        {
            Read(page, descriptor.MostPages == 0 ? 1 : Math.Min(wanted, LargestChunk), lookahead: 0);
            return;
        }

        int most = descriptor.MostPages;
        long distance = page - (descriptor.LastPage + 1);
        if (page == 0 || wanted > most || (descriptor.LastPage >= 0 && distance is 0 or 1))
        {
            descriptor.Start = page;
            descriptor.Size = FirstSize(wanted, most);
            descriptor.AsyncSize = descriptor.Size > wanted ? descriptor.Size - wanted : descriptor.Size >> 1;
            Read(descriptor);
            return;
        }

        long miss = PreviousMiss(page - 1, most);
        long history = page - miss - 1;
        if (history <= wanted)
        {
            Read(page, wanted, lookahead: 0);
            return;
        }

        descriptor.Start = page;
        descriptor.Size = (int)Math.Min((miss < 0 ? history * 2 : history) + wanted, most);
        descriptor.AsyncSize = 1;
        Read(descriptor);
    }

    /// <summary>A read came to the marked page of a window: the next one is read.</summary>
    public void ReachMark(SequenceDescriptor descriptor, Folio folio, long page, int wanted)
    {
        if (descriptor.MostPages == 0 || folio.Has(FolioFlags.Writeback))
        {
            return;
        }

        folio.ClearReclaim();
        int most = descriptor.MostPages;
        if (page == descriptor.Start + descriptor.Size - descriptor.AsyncSize)
        {
            descriptor.Start += descriptor.Size;
            descriptor.Size = Math.Max(descriptor.Size, NextSize(descriptor.Size, most));
        }
        else
        {
            long start = NextMiss(page + 1, most);
            if (start - page > most)
            {
                return;
            }

            descriptor.Start = start;
            descriptor.Size = NextSize((int)(start - page) + wanted, most);
        }

        descriptor.AsyncSize = descriptor.Size;
        Read(descriptor);
    }

    /// <summary>A fault missed: the pages around it are read.</summary>
    public void Around(SequenceDescriptor descriptor, long page)
    {
        int most = descriptor.MostPages;
        descriptor.Start = Math.Max(0, page - (most / 2));
        descriptor.Size = most;
        descriptor.AsyncSize = most / 4;
        Read(descriptor);
    }

    /// <summary>Brings in one page that nothing was read ahead for.</summary>
    /// <returns>The locked folio with a reference of the task's, or <c>default</c>.</returns>
    public Folio AddLocked(PageIndex index)
    {
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, cache.GfpMask);
        if (cache.Pages.AddFolio(folio, index, cache.GfpMask) != Errno.None)
        {
            folio.Put();
            return default;
        }

        folio.MarkUptodate();
        added();
        return folio;
    }

    private static int FirstSize(int wanted, int most)
    {
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)wanted);
        return size <= most / 32 ? size * 4 : size <= most / 4 ? size * 2 : most;
    }

    private static int NextSize(int size, int most) => size < most / 16 ? size * 4 : size <= most / 2 ? size * 2 : most;

    private void Read(SequenceDescriptor window) => Read(window.Start, window.Size, window.AsyncSize);

    /// <summary>Reads those pages of a range that are not cached.</summary>
    private void Read(long first, int pages, int lookahead)
    {
        long mark = first + pages - lookahead;
        long end = Math.Min(first + pages, filePages);
        for (long page = first; page < end; page++)
        {
            PageIndex index = new((ulong)page);
            if (cache.Pages.Peek(index).IsFolio)
            {
                FinishReads();
            }
            else if (!Add(index, page == mark))
            {
                break;
            }
        }

        FinishReads();
    }

    /// <summary>The contents of the pages added so far arrive.</summary>
    /// <remarks>Models <c>read_pages</c>.</remarks>
    private void FinishReads()
    {
        foreach (Folio folio in _unread)
        {
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        _unread.Clear();
    }

    private bool Add(PageIndex index, bool marked)
    {
        GfpFlags gfp = cache.GfpMask | GfpFlags.NoRetry | GfpFlags.NoWarn;
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, gfp);
        if (cache.Pages.AddFolio(folio, index, gfp) != Errno.None)
        {
            folio.Put();
            return false;
        }

        if (marked)
        {
            folio.SetReclaim();
        }

        _unread.Add(folio);
        added();
        return true;
    }

    private long PreviousMiss(long page, int most)
    {
        long last = page;
        for (int i = 0; i < most; i++)
        {
            last = page - i;
            if (last < 0 || !cache.Pages.Peek(new PageIndex((ulong)last)).IsFolio)
            {
                return last;
            }
        }

        return last;
    }

    private long NextMiss(long page, int most)
    {
        for (int i = 0; i < most; i++)
        {
            if (!cache.Pages.Peek(new PageIndex((ulong)(page + i))).IsFolio)
            {
                return page + i;
            }
        }

        return page + most;
    }
}
