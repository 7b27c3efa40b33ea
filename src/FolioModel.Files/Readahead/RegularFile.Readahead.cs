using System.Numerics;

namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Pages that a forced read submits in one go: 2 MiB.</summary>
    private const int ForcedChunk = 512;

    /// <summary>A read did not find a page: decides which pages come with it, and starts to read them.</summary>
    /// <param name="state">Whose readahead.</param>
    /// <param name="index">The page.</param>
    /// <param name="wanted">Pages that the read wants from there.</param>
    /// <remarks>Models <c>page_cache_sync_ra</c>.</remarks>
    [Interleaved]
    internal void ReadAheadOfMiss(ReadaheadState state, PageIndex index, long wanted)
    {
        if (state.MostPages == 0 || state.IsRandom)
        {
            ForceRead(state, index, state.MostPages == 0 ? 1 : wanted);
            return;
        }

        int most = LargestWindow(state, wanted);
        long page = (long)index.Value;
        if (page == 0 || wanted > most || (ulong)(page - state.PreviousPage) <= 1)
        {
            state.Start = page;
            state.Size = FirstWindow(wanted, most);
            state.AsyncSize = state.Size > wanted ? state.Size - (int)wanted : state.Size >> 1;
            ReadWindow(state, Order.Zero);
            return;
        }

        // The cache itself remembers a stream that this open file does not: pages before the miss that are there.
        long hole = PreviousHole(page - 1, most);
        long history = page - hole - 1;
        if (history <= wanted)
        {
            Machine.Report(KernelEventKind.ReadaheadWindow, Mapping, index, "do_page_cache_ra", wanted);
            ReadPages(page, wanted, lookahead: 0);
            return;
        }

        state.Start = page;
        state.Size = (int)Math.Min((hole < 0 ? history * 2 : history) + wanted, most);
        state.AsyncSize = 1;
        ReadWindow(state, Order.Zero);
    }

    /// <summary>A read came to a folio with the mark: starts to read the next window.</summary>
    /// <param name="state">Whose readahead.</param>
    /// <param name="folio">The marked folio.</param>
    /// <param name="index">The page that the read wants.</param>
    /// <param name="wanted">Pages that the read wants from there.</param>
    /// <remarks>Models <c>page_cache_async_ra</c>.</remarks>
    [Interleaved]
    internal void ReadAheadOfMark(ReadaheadState state, Folio folio, PageIndex index, long wanted)
    {
        // Under writeback the same bit asks for rotation, and is no mark.
        if (state.MostPages == 0 || folio.Has(FolioFlags.Writeback))
        {
            return;
        }

        folio.ClearReclaim();
        int most = LargestWindow(state, wanted);
        long page = (long)index.Value;
        long expected = (state.Start + state.Size - state.AsyncSize) & ~((long)folio.Pages - 1);
        if (page == expected)
        {
            state.Start += state.Size;
            state.Size = Math.Max(state.Size, NextWindow(state.Size, most));
        }
        else
        {
            long start = NextHole(page + 1, most);
            if (start - page > most)
            {
                return;
            }

            state.Start = start;
            state.Size = NextWindow((int)(start - page + wanted), most);
        }

        state.AsyncSize = state.Size;
        ReadWindow(state, folio.Order);
    }

    /// <summary>Reads pages without regard to the history, as POSIX_FADV_WILLNEED and random reads do.</summary>
    /// <remarks>Models <c>force_page_cache_ra</c>.</remarks>
    [Interleaved]
    internal void ForceRead(ReadaheadState state, PageIndex first, long pages)
    {
        pages = Math.Min(pages, Math.Max(Math.Max(FileSystem.Options.OptimalRequestPages, state.MostPages), 1));
        long page = (long)first.Value;
        while (pages > 0)
        {
            long part = Math.Min(pages, ForcedChunk);
            Machine.Report(KernelEventKind.ReadaheadWindow, Mapping, new PageIndex((ulong)page), "force_page_cache_ra", part);
            ReadPages(page, part, lookahead: 0);
            page += part;
            pages -= part;
        }
    }

    /// <summary>The first window of a stream, from the size of its first read.</summary>
    /// <remarks>Models <c>get_init_ra_size</c>.</remarks>
    private static int FirstWindow(long wanted, int most)
    {
        long size = (long)BitOperations.RoundUpToPowerOf2((ulong)wanted);
        return size <= most / 32 ? (int)size * 4 : size <= most / 4 ? (int)size * 2 : most;
    }

    /// <summary>The window after one of a size: it grows quickly while it is small.</summary>
    /// <remarks>Models <c>get_next_ra_size</c>.</remarks>
    private static int NextWindow(int size, int most) => size < most / 16 ? size * 4 : size <= most / 2 ? size * 2 : most;

    private int LargestWindow(ReadaheadState state, long wanted)
    {
        int optimal = FileSystem.Options.OptimalRequestPages;
        return wanted > state.MostPages && optimal > state.MostPages ? (int)Math.Min(wanted, optimal) : state.MostPages;
    }

    /// <summary>The last page at or before one that is not cached; looks at no more than so many pages.</summary>
    /// <remarks>Models <c>page_cache_prev_miss</c>.</remarks>
    private long PreviousHole(long page, int most)
    {
        long last = page;
        for (int i = 0; i < most; i++)
        {
            last = page - i;
            if (last < 0 || !Mapping.Pages.Peek(new PageIndex((ulong)last)).IsFolio)
            {
                return last;
            }
        }

        return last;
    }

    /// <summary>The first page from one on that is not cached; looks at no more than so many pages.</summary>
    /// <remarks>Models <c>page_cache_next_miss</c>.</remarks>
    private long NextHole(long page, int most)
    {
        for (int i = 0; i < most; i++)
        {
            if (!Mapping.Pages.Peek(new PageIndex((ulong)(page + i))).IsFolio)
            {
                return page + i;
            }
        }

        return page + most;
    }
}
