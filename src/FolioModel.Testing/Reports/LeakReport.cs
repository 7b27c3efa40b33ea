using System.Collections.Immutable;
using System.Text;

namespace FolioModel.Testing;

/// <summary>The folios that are still there, and who holds them: at the end of a scope, what was forgotten.</summary>
/// <param name="Folios">The folios, each with its holders.</param>
public sealed record LeakReport(ImmutableArray<(Folio Folio, ImmutableArray<ReferenceHolder> Holders)> Folios)
{
    /// <summary>Looks at a machine.</summary>
    /// <param name="machine">The machine.</param>
    public static LeakReport Of(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new LeakReport([.. machine.Snapshot().Folios.Keys.Select(pfn => machine.PeekFolio(pfn)).Select(static f => (f, f.Holders))]);
    }

    /// <summary>The temporary references among them: what some task took and did not give back.</summary>
    public IEnumerable<(Folio Folio, ReferenceHolder Holder)> Outstanding =>
        Folios.SelectMany(static f => f.Holders.Where(static h => h.Class == HolderClass.Temporary).Select(h => (f.Folio, h)));

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((Folio folio, ImmutableArray<ReferenceHolder> holders) in Folios)
        {
            text.Append($"  {folio.Describe()}\n");
            foreach (ReferenceHolder holder in holders.Where(static h => h.Class == HolderClass.Temporary))
            {
                text.Append($"    never given back: {holder}\n");
            }
        }

        return text.ToString();
    }
}
