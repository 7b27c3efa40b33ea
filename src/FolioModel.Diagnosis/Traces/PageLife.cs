namespace FolioModel.Diagnosis;

/// <summary>One life of one page, as far as the trace shows it. Its references are in <see cref="PageLives"/>.</summary>
internal struct PageLife
{
    /// <summary>The page frame; -1 in an entry of the table that is not used.</summary>
    public long Pfn { get; set; }

    /// <summary>The reference count after the last event; -1 before the first.</summary>
    public int Count { get; private set; }

    /// <summary>References that were there before the trace began, as far as they are not given back.</summary>
    public int Before { get; set; }

    /// <summary>The count at which the page is frozen, or 0.</summary>
    public int Frozen { get; set; }

    /// <summary>The newest reference that is open, a number in <see cref="PageLives"/>; 0 for none.</summary>
    public int Newest { get; set; }

    private readonly bool IsNew => Count < 0;

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

    /// <summary>Forgets what the trace has shown.</summary>
    public void Begin() => (Count, Before, Frozen, Newest) = (-1, 0, 0, 0);
}
