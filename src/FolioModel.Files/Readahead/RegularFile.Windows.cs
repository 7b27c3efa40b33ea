using System.Numerics;

namespace FolioModel.Files;

public sealed partial class RegularFile
{
    private GfpFlags ReadaheadGfp => Mapping.GfpMask | GfpFlags.NoRetry | GfpFlags.NoWarn;

    /// <summary>Reads the window of a state, in larger folios than those before if the filesystem has them.</summary>
    /// <remarks>Models <c>page_cache_ra_order</c>.</remarks>
    [Interleaved]
    private void ReadWindow(ReadaheadState state, Order before)
    {
        PageIndex first = new((ulong)state.Start);
        Machine.Report(KernelEventKind.ReadaheadWindow, Mapping, first, "page_cache_ra_order", state.Size, state.AsyncSize);
        if (Mapping.MaxOrder == Order.Zero)
        {
            ReadPages(state.Start, state.Size, state.AsyncSize);
            return;
        }

        long limit = Math.Min(((Size - 1) >> PageSize.Shift) + 1, state.Start + state.Size);
        int order = Math.Min(Math.Min(before.Value + 2, Mapping.MaxOrder.Value), BitOperations.Log2((uint)Math.Max(state.Size, 1)));
        order = Math.Max(order, Mapping.MinOrder.Value);
        long page = state.Start & ~((1L << Mapping.MinOrder.Value) - 1);
        long mark = page + state.Size - state.AsyncSize;
        long run = page;
        bool isWhole = true;
        Mapping.InvalidateLock.DownRead();
        while (page < limit && isWhole)
        {
            int size = OrderAt(page, order, limit);
            isWhole = AddFolio(page, size, (mark & ~((1L << size) - 1)) == page) == Errno.None;
            page += isWhole ? 1L << size : 0;
        }

        SubmitRead(run, page);
        Mapping.InvalidateLock.UpRead();
        if (!isWhole)
        {
            ReadPages(page, state.Start + state.Size - page, state.AsyncSize);
        }
    }

    /// <summary>Reads those pages of a range that are not cached, up to the end of the file.</summary>
    /// <param name="page">First page.</param>
    /// <param name="pages">Pages.</param>
    /// <param name="lookahead">Pages from the end to the one that gets the mark; 0 for no mark.</param>
    /// <remarks>Models <c>do_page_cache_ra</c> with <c>page_cache_ra_unbounded</c>.</remarks>
    [Interleaved]
    private void ReadPages(long page, long pages, int lookahead)
    {
        long end = Math.Min(page + pages, (Size + PageSize.Bytes - 1) >> PageSize.Shift);
        if (page >= end)
        {
            return;
        }

        int order = Mapping.MinOrder.Value;
        long step = 1L << order;
        page &= ~(step - 1);
        long mark = lookahead > 0 && lookahead <= end - page ? (end - lookahead + step - 1) & ~(step - 1) : -1;
        long run = page;
        Mapping.InvalidateLock.DownRead();
        while (page < end)
        {
            long made = AddRun(page, page < mark ? Math.Min(mark, end) : end, page == mark);
            if (made > 0)
            {
                page += made;
                continue;
            }

            CacheEntry there = Mapping.Pages.Peek(new PageIndex((ulong)page));
            Errno error = there.IsFolio ? Errno.EEXIST : AddFolio(page, order, page == mark);
            if (error == Errno.ENOMEM)
            {
                break;
            }

            page += step;
            if (error != Errno.None)
            {
                SubmitRead(run, page - step);
                run = page;
            }
        }

        SubmitRead(run, page);
        Mapping.InvalidateLock.UpRead();
    }

    /// <summary>The largest order up to one that is aligned at a page and ends before a limit.</summary>
    private int OrderAt(long page, int order, long limit)
    {
        int size = page == 0 ? order : Math.Min(order, BitOperations.TrailingZeroCount(page));
        while (size > Mapping.MinOrder.Value && page + (1L << size) > limit)
        {
            size--;
        }

        return size;
    }

    /// <summary>Adds a locked folio to the cache that is about to be read.</summary>
    [Interleaved]
    private Errno AddFolio(long page, int order, bool marked) =>
        FileSystem.Options.CoarseSteps ? AddFolioAtOnce(page, order, marked) : AddFolioInSteps(page, order, marked);

    /// <summary>
    /// Adds locked folios of one page that are about to be read in one go, where nothing looks on and none of them gets the mark.
    /// </summary>
    /// <returns>How many; 0 where the first is to be added by itself.</returns>
    private long AddRun(long page, long end, bool marked) =>
        marked || Mapping.MinOrder > Order.Zero || FileSystem.FolioAdded is not null ? 0
            : Mapping.Pages.OwnerEntries.CreateRun(
                new PageIndex((ulong)page), new PageIndex((ulong)end), FindFolioFlags.Create, FolioFlags.Locked).Value;

    /// <summary>The same in one step.</summary>
    private Errno AddFolioAtOnce(long page, int order, bool marked) => AddFolioInSteps(page, order, marked);

    [Interleaved]
    private Errno AddFolioInSteps(long page, int order, bool marked)
    {
        Folio folio = Machine.Allocator.AllocateFolio(new Order(order), ReadaheadGfp);
        if (folio.IsNone)
        {
            return Errno.ENOMEM;
        }

        Errno error = Mapping.Pages.AddFolio(folio, new PageIndex((ulong)page), ReadaheadGfp);
        if (error == Errno.None && marked)
        {
            folio.SetReclaim();
        }

        if (error == Errno.None)
        {
            folio.GiveLockToDevice();
            FileSystem.FolioAdded?.Invoke(this, folio);
        }

        folio.Put();
        return error;
    }

    /// <summary>The end of the folios from one on that start with space, or all without.</summary>
    private long EndOfRun(long first, long end, bool space)
    {
        long next = first;
        while (next < end && HasSpace(new PageIndex((ulong)next)) == space)
        {
            next = (long)Mapping.Pages.Peek(new PageIndex((ulong)next)).Folio.NextIndex.Value;
        }

        return next;
    }

    [Interleaved]
    private void SubmitRead(long first, long end)
    {
        while (first < end)
        {
            bool space = HasSpace(new PageIndex((ulong)first));
            long next = HasHoles ? EndOfRun(first, end, space) : end;

            // A hole is zeroes: no device is asked.
            DeviceRequestKind kind = space ? DeviceRequestKind.Read : DeviceRequestKind.ZeroFill;
            FileSystem.SubmitExtent(this, kind, new PageIndex((ulong)first), next - first);
            first = next;
        }
    }
}
