using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Splitting a large folio.</summary>
internal static class SpecSplit
{
    private const SpecFlags Inherited = SpecFlags.Locked | SpecFlags.Referenced | SpecFlags.Uptodate | SpecFlags.Dirty | SpecFlags.Lru
        | SpecFlags.Active | SpecFlags.Workingset | SpecFlags.Unevictable;

    /// <summary>Splits a locked folio into folios of a smaller order. The task keeps reference and lock on the first.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">A locked, large folio that the caller holds once.</param>
    /// <param name="order">The order of the parts.</param>
    public static SpecOutcome Split(this SpecState s, int folio, int order)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        if (order >= f.Order)
        {
            return new SpecOutcome(s, SpecErrno.Invalid);
        }

        if (f.File == 0 || f.Has(SpecFlags.Writeback))
        {
            return new SpecOutcome(s, SpecErrno.Busy);
        }

        if (order < s.Files[f.File].MinOrder)
        {
            return new SpecOutcome(s, SpecErrno.Invalid);
        }

        if (f.Has(SpecFlags.Private))
        {
            return new SpecOutcome(s, SpecErrno.Busy);
        }

        if (f.Count != f.Pages + 1)
        {
            return new SpecOutcome(s, SpecErrno.Again);
        }

        SpecEntry entry = s.Files[f.File].Entries[f.Index] with { Order = order };
        s = s.With(folio, x => x with { Order = order, Holders = x.Holders.SetItem(Cache, 1 << order) });
        s = s.WithFile(f.File, s.Files[f.File].With(f.Index, entry));
        ulong end = (ulong)((s.Files[f.File].Size + 4095) >> 12);
        for (ulong index = f.Next - (1UL << order); index > f.Index; index -= 1UL << order)
        {
            // What lies behind the end of the file is freed at once.
            s = index >= end ? s : s.AddPart(folio, index, entry);
        }

        return new SpecOutcome(s, 0);
    }

    private static SpecState AddPart(this SpecState s, int head, ulong index, SpecEntry entry)
    {
        SpecFolio first = s.Folios[head];
        int id = s.NextFolio;
        SpecFolio part =
            first with { Id = id, Index = index, Flags = first.Flags & Inherited & ~SpecFlags.Locked, Holders = first.Holders.Clear() };
        s = s with { Folios = s.Folios.Add(id, part), NextFolio = id + 1 };
        s = s.Take(id, Cache, 1 << part.Order);
        s = s.WithFile(part.File, s.Files[part.File].With(index, entry with { Folio = id }));
        if (!part.Has(SpecFlags.Lru))
        {
            return s;
        }

        int list = SpecLru.ListOf(part.Flags);
        return s with { Lists = s.Lists.SetItem(list, s.Lists[list].Insert(s.Lists[list].IndexOf(head), id)) };
    }
}
