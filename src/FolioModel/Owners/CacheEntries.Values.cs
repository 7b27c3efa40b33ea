using FolioModel.XArrays;

namespace FolioModel.Owners;

public sealed partial class CacheEntries
{
    /// <summary>Erases a value entry, if it is still there and lies wholly inside a range.</summary>
    /// <param name="index">First page of the range, and a page that the value covers.</param>
    /// <param name="end">Last page of the range, inclusive.</param>
    /// <param name="value">The value that must be there.</param>
    /// <returns>Pages that the entry covered, or 0 when nothing was erased.</returns>
    /// <remarks>
    /// Models <c>xa_cmpxchg_irq</c> to an empty entry. The caller releases what the value stands for. Locks: takes i_pages.
    /// </remarks>
    [Interleaved]
    public PageCount EraseValue(PageIndex index, PageIndex end, ulong value)
    {
        _machine.CheckThread();
        _cache.Lock.Acquire();
        XCursor cursor = new(_cache.Tree, index.Value);
        ulong pages = 0;
        if (cursor.Load() == XEntry.FromValue(value))
        {
            pages = 1UL << cursor.GetOrder();
            ulong first = index.Value & ~(pages - 1);
            if (first < index.Value || first + pages - 1 > end.Value)
            {
                pages = 0;
            }
            else
            {
                cursor.Store(XEntry.Null);
            }
        }

        _cache.Lock.Release();
        return new PageCount((long)pages);
    }

    /// <summary>Replaces a value by another, if it is still there.</summary>
    /// <param name="index">A page that the value covers.</param>
    /// <param name="expected">The value that must be there.</param>
    /// <param name="replacement">The value that takes its place, over the whole entry.</param>
    /// <returns>Whether it was there.</returns>
    /// <remarks>Models <c>xa_cmpxchg_irq</c> on the page cache. Locks: takes i_pages.</remarks>
    [Interleaved]
    public bool ReplaceValue(PageIndex index, ulong expected, ulong replacement)
    {
        _machine.CheckThread();
        _cache.Lock.Acquire();
        XCursor cursor = new(_cache.Tree, index.Value);
        bool there = cursor.Load() == XEntry.FromValue(expected);
        if (there)
        {
            cursor.Store(XEntry.FromValue(replacement));
        }

        _cache.Lock.Release();
        return there;
    }

    /// <summary>Splits a value entry of a higher order into one for each page, with consecutive values from the old one on.</summary>
    /// <param name="index">A page that the value covers.</param>
    /// <param name="value">The value that must be there.</param>
    /// <returns>
    /// Success and the order that the entry had, 0 when there was nothing to split; or <see cref="Errno.EEXIST"/> when the value is not
    /// there any more, or <see cref="Errno.ENOMEM"/>.
    /// </returns>
    /// <remarks>Models <c>xas_split</c> on a value entry. Locks: takes i_pages; memory for the nodes is got outside it.</remarks>
    [Interleaved]
    public (Errno Error, Order Order) SplitValue(PageIndex index, ulong value)
    {
        _machine.CheckThread();
        XEntry expected = XEntry.FromValue(value);
        XCursor cursor = new(_cache.Tree, index.Value);
        int prepared = 0;
        while (true)
        {
            _cache.Lock.Acquire();
            bool there = cursor.Load() == expected;
            int order = there ? cursor.GetOrder() : 0;
            if (prepared != 0 && order != prepared)
            {
                cursor.FreeSpares();
                prepared = 0;
            }

            bool split = order > 0 && prepared != 0;
            if (split)
            {
                cursor.Split(expected, order);
                StoreConsecutive(index.Value & ~((1UL << order) - 1), order, value);
            }

            _cache.Lock.Release();
            if (!there)
            {
                return (Errno.EEXIST, default);
            }

            if (order == 0 || split)
            {
                return (Errno.None, new Order(order));
            }

            Errno error = cursor.SplitAlloc(order);
            if (error != Errno.None)
            {
                return (error, default);
            }

            prepared = order;
            cursor.Reset();
        }
    }

    private void StoreConsecutive(ulong first, int order, ulong value)
    {
        for (ulong i = 0; i < 1UL << order; i++)
        {
            _cache.Tree.Store(first + i, XEntry.FromValue(value + i));
        }
    }
}
