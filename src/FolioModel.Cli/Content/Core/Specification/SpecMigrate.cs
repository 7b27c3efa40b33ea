using System.Collections.Immutable;
using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Putting another folio in a folio's place.</summary>
internal static class SpecMigrate
{
    private const SpecFlags Copied = SpecFlags.Referenced | SpecFlags.Uptodate | SpecFlags.Workingset | SpecFlags.Dirty | SpecFlags.Reclaim
        | SpecFlags.Active | SpecFlags.Unevictable;

    /// <summary>Isolates a folio and moves its contents to a new one, unless it has another holder: then it is put back.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="folio">A folio on the LRU.</param>
    public static SpecOutcome Migrate(this SpecState s, int task, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        s = s.Isolate(task, folio).State;
        SpecFolio f = s.Folios[folio];
        if (f.Count != f.Pages + 1)
        {
            return new SpecOutcome(s.PutBack(task, cpu, folio), SpecErrno.Again);
        }

        int id = s.NextFolio;
        SpecFolio copy =
            f with { Id = id, Flags = f.Flags & Copied, Holders = ImmutableSortedDictionary<string, int>.Empty.Add(Cache, f.Pages) };
        s = s with { Folios = s.Folios.Add(id, copy), NextFolio = id + 1 };
        s = s.WithFile(f.File, s.Files[f.File].With(f.Index, s.Files[f.File].Entries[f.Index] with { Folio = id }));
        s = s.With(folio, static x => x with { File = 0 }).Drop(folio, Cache, f.Pages).Drop(folio, Isolation(task));
        return new SpecOutcome(s.Queue(cpu, SpecBatch.Add, id), 0, id);
    }

    /// <summary>Puts a new small folio in the place of an old one, even if that has other holders.</summary>
    /// <param name="s">The state.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="folio">A clean folio of order 0.</param>
    public static SpecOutcome Replace(this SpecState s, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio f = s.Folios[folio];
        int id = s.NextFolio;
        SpecFolio fresh = f with { Id = id, Flags = SpecFlags.None, Holders = ImmutableSortedDictionary<string, int>.Empty.Add(Cache, 1) };
        s = s with { Folios = s.Folios.Add(id, fresh), NextFolio = id + 1 };
        s = s.WithFile(f.File, s.Files[f.File].With(f.Index, s.Files[f.File].Entries[f.Index] with { Folio = id }));
        s = s.With(folio, static x => x with { File = 0 }).Drop(folio, Cache);
        return new SpecOutcome(s.Queue(cpu, SpecBatch.Add, id), 0, id);
    }
}
