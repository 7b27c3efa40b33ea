using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>One place of the page cache: looking up, adding, removing.</summary>
internal static class SpecCache
{
    /// <summary>The options of a lookup.</summary>
    /// <param name="Lock">Return the folio locked.</param>
    /// <param name="Create">Make one where none is.</param>
    /// <param name="Accessed">Note the use.</param>
    /// <param name="NoWait">Fail rather than wait.</param>
    /// <param name="Order">The order wished for a new folio.</param>
    /// <param name="Memory">Whether allocations succeed.</param>
    public readonly record struct Lookup(bool Lock, bool Create, bool Accessed, bool NoWait = false, int Order = 0, bool Memory = true);

    /// <summary>Finds a folio, or makes one. One reference for the task, for a folio of any order.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">The task.</param>
    /// <param name="cpu">Its CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="index">The page.</param>
    /// <param name="how">What to do.</param>
    public static SpecOutcome Find(this SpecState s, int task, int cpu, int file, ulong index, Lookup how)
    {
        ArgumentNullException.ThrowIfNull(s);
        (_, SpecEntry? entry) = s.Files[file].At(index);
        if (entry is null || entry.IsShadow)
        {
            return how.Create ? s.Create(task, cpu, file, index, how) : new SpecOutcome(s, SpecErrno.NoEntry);
        }

        int folio = entry.Folio;
        if (how.Lock && s.Folios[folio].Has(SpecFlags.Locked))
        {
            return how.NoWait ? new SpecOutcome(s, SpecErrno.Again) : throw new InvalidOperationException("the folio is locked");
        }

        s = s.Take(folio, Task(task));
        s = how.Lock ? s.Flag(folio, SpecFlags.Locked) : s;
        return new SpecOutcome(how.Accessed ? s.MarkAccessed(cpu, folio) : s, 0, folio);
    }

    private static SpecOutcome Create(this SpecState s, int task, int cpu, int file, ulong index, Lookup how)
    {
        SpecFile f = s.Files[file];
        ulong aligned = index & ~((1UL << f.MinOrder) - 1);
        int order = Math.Min(Math.Max(f.MinOrder, how.Order), f.MaxOrder);
        while (order > f.MinOrder && (aligned & ((1UL << order) - 1)) != 0)
        {
            order--;
        }

        for (; how.Memory && order >= f.MinOrder; order--)
        {
            // An attempt that finds a neighbour in the way leaves nothing behind.
            SpecOutcome fresh = s.Allocate(task, order);
            SpecState next = how.Accessed ? fresh.State.Flag(fresh.Folio, SpecFlags.Referenced) : fresh.State;
            SpecOutcome added = next.Add(cpu, fresh.Folio, file, aligned);
            if (added.Result == 0)
            {
                return added with { Folio = fresh.Folio };
            }
        }

        return new SpecOutcome(s, how.NoWait ? SpecErrno.Again : SpecErrno.NoMemory);
    }

    /// <summary>Puts a folio into a file, locked, and queues it for the LRU. The cache takes one reference for each page.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    /// <param name="file">The file.</param>
    /// <param name="index">Where.</param>
    public static SpecOutcome Add(this SpecState s, int cpu, int folio, int file, ulong index)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        s = s.With(folio, x => x with { Index = index });
        var inTheWay = s.Files[file].Overlapping(index, index + (ulong)f.Pages - 1).ToList();
        if (inTheWay.Exists(static e => !e.Value.IsShadow))
        {
            return new SpecOutcome(s.Flag(folio, SpecFlags.None, SpecFlags.Locked), SpecErrno.Exists);
        }

        SpecEntry? shadow = inTheWay.Count > 0 ? inTheWay[^1].Value : null;
        foreach ((ulong at, SpecEntry old) in inTheWay)
        {
            s = s.WithFile(file, s.Files[file].SplitShadow(at, old, f.Order));
        }

        s = s.With(folio, x => x with { File = file, Flags = x.Flags | SpecFlags.Locked }).Take(folio, Cache, f.Pages);
        s = s.WithFile(file, s.Files[file].With(index, new SpecEntry(f.Order, folio, 0, false, false, false, false)));
        s = shadow is null ? s : s.Refault(folio, shadow);
        return new SpecOutcome(s.Queue(cpu, SpecBatch.Add, folio), 0);
    }

    /// <summary>Takes a locked folio out of its file. Others who hold it keep it.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    public static SpecState Remove(this SpecState s, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        s = s.WithFile(f.File, s.Files[f.File].With(f.Index, null));
        return s.With(folio, static x => x with { File = 0 }).Drop(folio, Cache, f.Pages);
    }

    /// <summary>A larger shadow becomes shadows of the size of what is stored over a part of it; a smaller one goes.</summary>
    private static SpecFile SplitShadow(this SpecFile file, ulong at, SpecEntry shadow, int order)
    {
        file = file.With(at, null);
        for (ulong part = at; shadow.Order > order && part < at + shadow.Pages; part += 1UL << order)
        {
            file = file.With(part, shadow with { Order = order });
        }

        return file;
    }

    /// <summary>A folio comes back: active at once if it was away no longer than the active list is long.</summary>
    private static SpecState Refault(this SpecState s, int folio, SpecEntry shadow)
    {
        if (s.Age - shadow.Age > s.PagesOn(3))
        {
            return s;
        }

        SpecFlags workingset = shadow.Workingset ? SpecFlags.Workingset : SpecFlags.None;
        return s.Flag(folio, SpecFlags.Active | workingset) with { Age = s.Age + s.Folios[folio].Pages };
    }
}
