using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Reclaim of one folio.</summary>
internal static class SpecReclaim
{
    /// <summary>Frees an isolated folio that is not needed and leaves a shadow, or puts it back.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who isolated it.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="folio">The folio.</param>
    /// <returns>Pages freed.</returns>
    public static SpecOutcome Reclaim(this SpecState s, int task, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        s = s.Flag(folio, SpecFlags.None, SpecFlags.Active);
        SpecFolio f = s.Folios[folio];
        if (f.Has(SpecFlags.Locked))
        {
            return new SpecOutcome(s.PutBack(task, cpu, folio), 0);
        }

        if (f.File != 0 && s.Files[f.File].Unevictable)
        {
            return new SpecOutcome(s.Flag(folio, SpecFlags.Active).PutBack(task, cpu, folio), 0);
        }

        if (f.HasAny(SpecFlags.Dirty | SpecFlags.Writeback))
        {
            return new SpecOutcome(s.Flag(folio, SpecFlags.Active | SpecFlags.Reclaim).PutBack(task, cpu, folio), 0);
        }

        if (f.File != 0 && f.Has(SpecFlags.Private))
        {
            return new SpecOutcome(s.Flag(folio, SpecFlags.Active).PutBack(task, cpu, folio), 0);
        }

        if (f.File == 0 || f.Count != f.Pages + 1)
        {
            return new SpecOutcome(s.PutBack(task, cpu, folio), 0);
        }

        SpecEntry shadow = new(f.Order, 0, s.Age, f.Has(SpecFlags.Workingset), false, false, false);
        s = s.Remove(folio);
        s = s.WithFile(f.File, s.Files[f.File].With(f.Index, shadow)) with { Age = s.Age + f.Pages };
        return new SpecOutcome(s.Drop(folio, Isolation(task)), f.Pages);
    }
}
