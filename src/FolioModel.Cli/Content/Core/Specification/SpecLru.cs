using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>The LRU lists and the batches in front of them. A list holds no reference; every slot of a batch holds one.</summary>
internal static class SpecLru
{
    private const int InactiveFile = 2;
    private const int ActiveFile = 3;
    private const int Unevictable = 4;
    private const SpecFlags OnEvictableList = SpecFlags.Lru | SpecFlags.Unevictable;

    /// <summary>The order in which a CPU's batches are drained.</summary>
    private static readonly SpecBatch[] s_drainOrder =
        [SpecBatch.Add, SpecBatch.MoveTail, SpecBatch.DeactivateFile, SpecBatch.Deactivate, SpecBatch.Activate];

    /// <summary>The list that flags stand for.</summary>
    /// <param name="flags">The flags.</param>
    public static int ListOf(SpecFlags flags) =>
        (flags & SpecFlags.Unevictable) != 0 ? Unevictable : (flags & SpecFlags.Active) != 0 ? ActiveFile : InactiveFile;

    /// <summary>Takes a folio off the list its flags say.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState OffList(this SpecState s, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        int list = ListOf(s.Folios[folio].Flags);
        return s with { Lists = s.Lists.SetItem(list, s.Lists[list].Remove(folio)) };
    }

    /// <summary>Puts a folio at the head, or at the tail, of the list its flags say.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    /// <param name="tail">Whether at the tail.</param>
    public static SpecState OnList(this SpecState s, int folio, bool tail = false)
    {
        ArgumentNullException.ThrowIfNull(s);
        int list = ListOf(s.Folios[folio].Flags);
        var members = s.Lists.GetValueOrDefault(list, []);
        return s with { Lists = s.Lists.SetItem(list, tail ? members.Add(folio) : members.Insert(0, folio)) };
    }

    /// <summary>Puts a folio into a batch; the batch is drained when that fills it, or when the folio is large.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="kind">Which batch.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState Queue(this SpecState s, int cpu, SpecBatch kind, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        s = s.Take(folio, Batch(cpu, kind));
        var slots = s.Batches.GetValueOrDefault((cpu, kind), []).Add(folio);
        s = s with { Batches = s.Batches.SetItem((cpu, kind), slots) };
        return slots.Count == s.BatchCapacity || s.Folios[folio].Order > 0 ? s.DrainOne(cpu, kind) : s;
    }

    /// <summary>Drains all batches of a CPU.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    public static SpecState Drain(this SpecState s, int cpu)
    {
        foreach (SpecBatch kind in s_drainOrder)
        {
            s = s.DrainOne(cpu, kind);
        }

        return s;
    }

    /// <summary>Does a batch's work on each folio in it, then drops its references.</summary>
    private static SpecState DrainOne(this SpecState s, int cpu, SpecBatch kind)
    {
        var slots = s.Batches.GetValueOrDefault((cpu, kind), []);
        foreach (int folio in slots)
        {
            s = kind == SpecBatch.Add ? s.PutOnLru(folio) : s.Folios[folio].HasAny(OnEvictableList) ? s.Work(kind, folio) : s;
        }

        s = s with { Batches = s.Batches.SetItem((cpu, kind), []) };
        foreach (int folio in slots)
        {
            s = s.Drop(folio, Batch(cpu, kind));
        }

        return s;
    }

    private static SpecState PutOnLru(this SpecState s, int folio)
    {
        SpecFolio f = s.Folios[folio];
        bool evictable = f.File == 0 || !s.Files[f.File].Unevictable;
        s = evictable ? s.Flag(folio, SpecFlags.None, SpecFlags.Unevictable) : s.Flag(folio, SpecFlags.Unevictable, SpecFlags.Active);
        return s.OnList(folio).Flag(folio, SpecFlags.Lru);
    }

    /// <summary>The work of a batch other than the first on a folio that is on an evictable list.</summary>
    private static SpecState Work(this SpecState s, SpecBatch kind, int folio)
    {
        SpecFolio f = s.Folios[folio];
        if ((f.Flags & OnEvictableList) != SpecFlags.Lru)
        {
            return s;
        }

        bool busy = f.HasAny(SpecFlags.Dirty | SpecFlags.Writeback);
        return kind switch
        {
            SpecBatch.Activate when !f.Has(SpecFlags.Active) => s.OffList(folio).Flag(folio, SpecFlags.Active).OnList(folio),
            SpecBatch.Deactivate when f.Has(SpecFlags.Active) =>
                s.OffList(folio).Flag(folio, SpecFlags.None, SpecFlags.Active | SpecFlags.Referenced).OnList(folio),
            SpecBatch.DeactivateFile => s.OffList(folio)
                .Flag(folio, busy ? SpecFlags.Reclaim : SpecFlags.None, SpecFlags.Active | SpecFlags.Referenced).OnList(folio, tail: !busy),
            SpecBatch.MoveTail => s.OffList(folio).Flag(folio, SpecFlags.None, SpecFlags.Active).OnList(folio, tail: true),
            _ => s,
        };
    }

    /// <summary>Notes a use: unreferenced becomes referenced, referenced becomes active.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU on which it is used.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState MarkAccessed(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        if (!f.Has(SpecFlags.Referenced))
        {
            return s.Flag(folio, SpecFlags.Referenced);
        }

        if (f.HasAny(SpecFlags.Active | SpecFlags.Unevictable))
        {
            return s;
        }

        if (f.Has(SpecFlags.Lru))
        {
            s = s.Activate(cpu, folio);
        }
        else if (s.Batches.GetValueOrDefault((cpu, SpecBatch.Add), []).Contains(folio))
        {
            s = s.Flag(folio, SpecFlags.Active);
        }

        return s.Flag(folio, SpecFlags.None, SpecFlags.Referenced) with { Age = s.Age + f.Pages };
    }

    /// <summary>Queues an inactive folio for the active list.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState Activate(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFlags looked = s.Folios[folio].Flags & (OnEvictableList | SpecFlags.Active);
        return looked == SpecFlags.Lru ? s.Queue(cpu, SpecBatch.Activate, folio) : s;
    }

    /// <summary>Queues an active folio for the inactive list.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState Deactivate(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFlags looked = s.Folios[folio].Flags & (OnEvictableList | SpecFlags.Active);
        return looked == (SpecFlags.Lru | SpecFlags.Active) ? s.Queue(cpu, SpecBatch.Deactivate, folio) : s;
    }

    /// <summary>Queues a folio that could not be invalidated to be reclaimed soon.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState DeactivateFile(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        return (s.Folios[folio].Flags & OnEvictableList) == SpecFlags.Lru ? s.Queue(cpu, SpecBatch.DeactivateFile, folio) : s;
    }

    /// <summary>Takes a folio off its list for exclusive work.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="folio">The folio.</param>
    /// <returns>1 if it was on a list, else 0.</returns>
    public static SpecOutcome Isolate(this SpecState s, int task, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        return s.Folios[folio].Has(SpecFlags.Lru)
            ? new SpecOutcome(s.OffList(folio).Flag(folio, SpecFlags.None, SpecFlags.Lru).Take(folio, Isolation(task)), 1)
            : new SpecOutcome(s, 0);
    }

    /// <summary>Puts an isolated folio back.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who isolated it.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState PutBack(this SpecState s, int task, int cpu, int folio) =>
        s.Queue(cpu, SpecBatch.Add, folio).Drop(folio, Isolation(task));
}
