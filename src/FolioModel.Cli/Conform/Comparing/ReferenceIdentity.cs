namespace FolioModel.Cli.Conform;

/// <summary>
/// Checks that each reference is accounted for: the count is the sum of what the state alone tells, and the same from the ledger, holder by
/// holder. A frozen folio has a count of 0 and is left out.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="view">How the recording sees folios.</param>
/// <param name="compare">Where to count.</param>
internal sealed class ReferenceIdentity(Machine machine, FolioView view, FieldComparer compare)
{
    private const string Sum = "sum of all holders";
    private const string All = "ledger: all holders";
    private const string Cache = "ledger: page cache";
    private const string Swap = "ledger: swap cache";
    private const string Tables = "ledger: page tables";
    private const string Batches = "ledger: batches";
    private const string Pins = "ledger: pins";
    private const string Failure = "ledger: memory failure";
    private const string Data = "ledger: private data";
    private const string Own = "ledger: the trace's own";

    private static readonly string[] s_ofLedger = [All, Cache, Swap, Tables, Batches, Pins, Failure, Data];

    /// <summary>The first count that does not add up, or null.</summary>
    /// <param name="rows">The folios.</param>
    public FieldDifference? Check(IReadOnlyList<FolioRow> rows)
    {
        int looked = 0;
        FieldDifference? difference = null;
        for (int i = 0; i < rows.Count && difference is null; i++)
        {
            if (rows[i].Folio.RefCount != 0)
            {
                looked++;
                difference = Check(rows[i]);
            }
        }

        compare.Count(Sum, looked);
        if (machine.Ledger is not null)
        {
            foreach (string field in s_ofLedger)
            {
                compare.Count(field, looked);
            }
        }

        return difference;
    }

    private FieldDifference? Check(FolioRow row)
    {
        Folio folio = row.Folio;
        int cache = row.IsCached ? folio.Pages : 0;
        int swap = folio.Has(FolioFlags.SwapCache) ? folio.Pages : 0;
        int pins = PinnedReferences(row.Known);
        int batches = row.BatchSlots + machine.MlockBatches.SlotsOf(folio);
        int own = row.Known.Own + view.OwnElsewhere(row.Known);
        int failure = view.IsHeldByFailure(folio) ? 1 : 0;
        int data = folio.Has(FolioFlags.Private) ? 1 : 0;
        FieldDifference? difference = Same(row, Sum, own + cache + swap + folio.MapCount + batches + pins + failure + data, folio.RefCount);
        if (difference is not null || machine.Ledger is not { } ledger)
        {
            return difference;
        }

        return Same(row, All, folio.RefCount, ledger.SumOf(folio))
            ?? Same(row, Cache, cache, ledger.AmountOf(folio, HolderKind.PageCache))
            ?? Same(row, Swap, swap, ledger.AmountOf(folio, HolderKind.SwapCache))
            ?? Same(row, Tables, folio.MapCount, ledger.AmountOf(folio, HolderKind.PageTable))
            ?? Same(row, Batches, batches, AmountOf(ledger, folio, [HolderKind.LruAddBatch, HolderKind.LruBatch, HolderKind.MlockBatch]))
            ?? Same(row, Pins, pins, ledger.AmountOf(folio, HolderKind.GupPin))
            ?? Same(row, Failure, failure, ledger.AmountOf(folio, HolderKind.MemoryFailure))
            ?? Same(row, Data, data, ledger.AmountOf(folio, HolderKind.Private))
            ?? (view.OwnHolders.IsEmpty ? null : Same(row, Own, own, AmountOf(ledger, folio, view.OwnHolders)));
    }

    private static int AmountOf(ReferenceLedger ledger, Folio folio, ReadOnlySpan<HolderKind> kinds)
    {
        int sum = 0;
        foreach (HolderKind kind in kinds)
        {
            sum += ledger.AmountOf(folio, kind);
        }

        return sum;
    }

    /// <summary>A pin of a small folio is many references; a large one counts its pins, each of them one reference.</summary>
    private int PinnedReferences(KnownFolio known) =>
        known.Folio.Order > Order.Zero ? known.Folio.PinCount : (view.PinsOf(known) + view.PinsElsewhere(known)) * Folio.PinBias;

    private static FieldDifference? Same(FolioRow row, string what, int expected, int actual) =>
        expected == actual ? null : new FieldDifference($"f[h={row.Known.Handle}] {what}", $"{expected}", $"{actual}", row.Folio);
}
