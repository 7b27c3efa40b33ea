namespace FolioModel.Diagnosis;

/// <summary>The references of one page during one life, as far as the trace shows it.</summary>
internal sealed class PageLife
{
    // Most pages have one reference that is open, and there are as many pages as memory has.
    private readonly List<Open> _open = new(1);

    /// <summary>The reference count after the last event; -1 before the first.</summary>
    public int Count { get; private set; } = -1;

    /// <summary>References that were there before the trace began, as far as they are not given back.</summary>
    public int Before { get; private set; }

    /// <summary>The count at which the page is frozen, or 0.</summary>
    public int Frozen { get; set; }

    /// <summary>The references held now, the newest last.</summary>
    public IReadOnlyList<Open> Holdings => _open;

    public bool IsNew => Count < 0;

    /// <summary>A reference, as it was taken.</summary>
    public readonly record struct Open(HolderKind Kind, int Amount, bool InFault, TraceEvent Taken);

    /// <summary>Notes the count that an event shows.</summary>
    /// <returns>How far the count is from what the events before it led to: 0 when no event was lost.</returns>
    public int Note(int count, int change)
    {
        int missed = IsNew ? 0 : count - change - Count;
        if (IsNew)
        {
            Before = Math.Max(0, count - change);
        }

        Count = count;
        return missed;
    }

    public void Take(HolderKind kind, int amount, bool inFault, in TraceEvent taken)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Kind == kind && _open[i].Taken.Stack == taken.Stack && _open[i].Taken.Task == taken.Task)
            {
                _open[i] = _open[i] with { Amount = _open[i].Amount + amount };
                return;
            }
        }

        _open.Add(new Open(kind, amount, inFault, taken));
    }

    /// <summary>Gives references back: those of the same task first, and of a task the newest.</summary>
    /// <param name="kinds">Whose, in the order in which they are looked for.</param>
    /// <param name="amount">How many.</param>
    /// <param name="task">The task.</param>
    /// <returns>Whose they were, and the line that took them; 0 for before the trace. Null where none of these holds any.</returns>
    public (HolderKind Kind, long Line)? GiveBack(HolderKind[] kinds, int amount, int task)
    {
        foreach (HolderKind kind in kinds)
        {
            int found = Find(kind, task);
            if (found >= 0)
            {
                long line = _open[found].Taken.Line;
                Close(found, amount, kind);
                return (kind, line);
            }
        }

        if (kinds.Length == 0 || Before == 0)
        {
            return null;
        }

        Before = Math.Max(0, Before - amount);
        return (kinds[0], 0);
    }

    public void Clear()
    {
        _open.Clear();
        (Count, Before, Frozen) = (-1, 0, 0);
    }

    private int Find(HolderKind kind, int task)
    {
        int any = -1;
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Kind == kind)
            {
                if (_open[i].Taken.Task == task)
                {
                    return i;
                }

                any = any < 0 ? i : any;
            }
        }

        return any;
    }

    private void Close(int index, int amount, HolderKind kind)
    {
        while (amount > 0 && index >= 0)
        {
            int closed = Math.Min(amount, _open[index].Amount);
            amount -= closed;
            if (_open[index].Amount == closed)
            {
                _open.RemoveAt(index);
                index = _open.FindLastIndex(open => open.Kind == kind);
            }
            else
            {
                _open[index] = _open[index] with { Amount = _open[index].Amount - closed };
            }
        }
    }
}
