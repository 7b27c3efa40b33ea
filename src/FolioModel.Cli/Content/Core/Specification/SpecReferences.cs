using System.Collections.Immutable;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Allocating folios, taking references and dropping them.</summary>
internal static class SpecReferences
{
    /// <summary>A new folio that one task holds.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">The task.</param>
    /// <param name="order">The folio's order.</param>
    public static SpecOutcome Allocate(this SpecState s, int task, int order)
    {
        ArgumentNullException.ThrowIfNull(s);
        SpecFolio folio = new(s.NextFolio, order, SpecFlags.None, 0, 0, ImmutableSortedDictionary<string, int>.Empty.Add(Task(task), 1));
        return new SpecOutcome(s with { Folios = s.Folios.Add(folio.Id, folio), NextFolio = s.NextFolio + 1 }, 0, folio.Id);
    }

    /// <summary>A holder takes references.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    /// <param name="holder">Who.</param>
    /// <param name="count">How many.</param>
    public static SpecState Take(this SpecState s, int folio, string holder, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(s);
        return s.With(folio, f => f with { Holders = f.Holders.SetItem(holder, f.Holders.GetValueOrDefault(holder) + count) });
    }

    /// <summary>A holder drops references; a folio without holders is freed: it leaves its list and is no more.</summary>
    /// <param name="s">The state.</param>
    /// <param name="folio">The folio.</param>
    /// <param name="holder">Who.</param>
    /// <param name="count">How many.</param>
    public static SpecState Drop(this SpecState s, int folio, string holder, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(s);
        int left = s.Folios[folio].Holders.GetValueOrDefault(holder) - count;
        if (left < 0)
        {
            throw new InvalidOperationException($"{holder} drops {count} reference(s) it does not have: {s.Folios[folio]}");
        }

        s = s.With(folio, f => f with { Holders = left == 0 ? f.Holders.Remove(holder) : f.Holders.SetItem(holder, left) });
        if (s.Folios[folio].Count > 0)
        {
            return s;
        }

        s = s.Folios[folio].Has(SpecFlags.Lru) ? s.OffList(folio) : s;
        return s with { Folios = s.Folios.Remove(folio) };
    }

    /// <summary>A task as a holder.</summary>
    /// <param name="task">Its number.</param>
    public static string Task(int task) => $"task {task}";

    /// <summary>A task as one who isolated a folio.</summary>
    /// <param name="task">Its number.</param>
    public static string Isolation(int task) => $"isolation {task}";

    /// <summary>A batch as a holder.</summary>
    /// <param name="cpu">Its CPU.</param>
    /// <param name="kind">Which.</param>
    public static string Batch(int cpu, SpecBatch kind) => $"batch {cpu} {kind}";

    /// <summary>The page cache as a holder.</summary>
    public const string Cache = "cache";

    /// <summary>Private data as a holder.</summary>
    public const string PrivateData = "private";
}
