namespace FolioModel.Diagnosis;

/// <summary>
/// The pages of a trace with their open references: a table by page frame, and one array of all references, in which those of a page are
/// a list. There are as many pages as memory has, so neither is an object.
/// </summary>
internal sealed class PageLives
{
    private const int FirstSize = 1024;
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private PageLife[] _table = Empty(FirstSize);
    private (OpenReference Open, int Older)[] _open = new (OpenReference, int)[FirstSize];
    private int _used;
    private int _free;

    /// <summary>How many page frames were seen.</summary>
    public int Count { get; private set; }

    /// <summary>The page with a frame number, a new one where it was not seen. The reference is good until the next call.</summary>
    public ref PageLife Of(long pfn)
    {
        int slot = Find(pfn);
        if (_table[slot].Pfn < 0)
        {
            if (++Count * 2 > _table.Length)
            {
                Grow();
                slot = Find(pfn);
            }

            _table[slot].Pfn = pfn;
            _table[slot].Begin();
        }

        return ref _table[slot];
    }

    /// <summary>Every page that was seen, in no order.</summary>
    public IEnumerable<PageLife> All()
    {
        foreach (PageLife page in _table)
        {
            if (page.Pfn >= 0)
            {
                yield return page;
            }
        }
    }

    /// <summary>Forgets all pages.</summary>
    public void Clear() => (_table, _used, _free, Count) = (Empty(FirstSize), 0, 0, 0);

    /// <summary>Forgets a page's references: its life is over.</summary>
    public void End(ref PageLife page)
    {
        while (page.Newest != 0)
        {
            page.Newest = Release(page.Newest);
        }

        page.Begin();
    }

    /// <summary>Adds references to a page: to those that the same task took in the same place, or to the end.</summary>
    public void Take(ref PageLife page, in OpenReference taken)
    {
        for (int i = page.Newest; i != 0; i = _open[i].Older)
        {
            ref OpenReference open = ref _open[i].Open;
            if (open.Kind == taken.Kind && open.Stack == taken.Stack && open.Task == taken.Task)
            {
                open = open with { Amount = open.Amount + taken.Amount };
                return;
            }
        }

        int free = Claim();
        _open[free] = (taken, page.Newest);
        page.Newest = free;
    }

    /// <summary>Gives references back: those of the same task first, and of a task the newest.</summary>
    /// <param name="page">The page.</param>
    /// <param name="kinds">Whose, in the order in which they are looked for.</param>
    /// <param name="amount">How many.</param>
    /// <param name="task">The task.</param>
    /// <returns>Whose they were, and the line that took them; 0 for before the trace. Null where none of these holds any.</returns>
    public (HolderKind Kind, long Line)? GiveBack(ref PageLife page, HolderKind[] kinds, int amount, int task)
    {
        foreach (HolderKind kind in kinds)
        {
            int found = Newest(page, kind, task);
            if (found != 0)
            {
                long line = _open[found].Open.Line;
                Close(ref page, found, amount, kind);
                return (kind, line);
            }
        }

        if (kinds.Length == 0 || page.Before == 0)
        {
            return null;
        }

        page.Before = Math.Max(0, page.Before - amount);
        return (kinds[0], 0);
    }

    /// <summary>Puts a page's open references into a list, the oldest first.</summary>
    public void CopyOpen(in PageLife page, List<OpenReference> open)
    {
        open.Clear();
        for (int i = page.Newest; i != 0; i = _open[i].Older)
        {
            open.Add(_open[i].Open);
        }

        open.Reverse();
    }

    private static PageLife[] Empty(int size)
    {
        PageLife[] table = new PageLife[size];
        Array.Fill(table, new PageLife { Pfn = -1 });
        return table;
    }

    private int Find(long pfn)
    {
        int mask = _table.Length - 1;
        int slot = (int)(((ulong)pfn * Spread) >> 32) & mask;
        while (_table[slot].Pfn >= 0 && _table[slot].Pfn != pfn)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        PageLife[] old = _table;
        _table = Empty(old.Length * 2);
        foreach (PageLife page in old)
        {
            if (page.Pfn >= 0)
            {
                _table[Find(page.Pfn)] = page;
            }
        }
    }

    private int Newest(in PageLife page, HolderKind kind, int task)
    {
        int any = 0;
        for (int i = page.Newest; i != 0; i = _open[i].Older)
        {
            if (_open[i].Open.Kind == kind)
            {
                if (_open[i].Open.Task == task)
                {
                    return i;
                }

                any = any == 0 ? i : any;
            }
        }

        return any;
    }

    /// <summary>Takes references away from one entry, and what it has not from the newest others of its kind.</summary>
    private void Close(ref PageLife page, int entry, int amount, HolderKind kind)
    {
        while (amount > 0 && entry != 0)
        {
            ref OpenReference open = ref _open[entry].Open;
            int closed = Math.Min(amount, open.Amount);
            amount -= closed;
            if (open.Amount > closed)
            {
                open = open with { Amount = open.Amount - closed };
                return;
            }

            Remove(ref page, entry);
            for (entry = page.Newest; entry != 0 && _open[entry].Open.Kind != kind;)
            {
                entry = _open[entry].Older;
            }
        }
    }

    private void Remove(ref PageLife page, int entry)
    {
        if (page.Newest == entry)
        {
            page.Newest = Release(entry);
            return;
        }

        int newer = page.Newest;
        while (_open[newer].Older != entry)
        {
            newer = _open[newer].Older;
        }

        _open[newer].Older = Release(entry);
    }

    /// <summary>An entry that is not used, the one released last where there is one.</summary>
    private int Claim()
    {
        if (_free != 0)
        {
            int entry = _free;
            _free = _open[entry].Older;
            return entry;
        }

        if (++_used == _open.Length)
        {
            Array.Resize(ref _open, _open.Length * 2);
        }

        return _used;
    }

    /// <summary>Releases an entry.</summary>
    /// <returns>The entry that was older.</returns>
    private int Release(int entry)
    {
        int older = _open[entry].Older;
        _open[entry].Older = _free;
        _free = entry;
        return older;
    }
}
