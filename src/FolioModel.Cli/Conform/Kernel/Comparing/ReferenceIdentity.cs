namespace FolioModel.Cli.Conform.Kernel;

/// <summary>
/// Checks that each reference is accounted for: <c>ref == own + cache + batches + private</c> from the state alone, and the same from the
/// ledger, holder by holder. A frozen folio has a count of 0 and is left out.
/// </summary>
/// <param name="ledger">The machine's ledger, or null when it is off.</param>
internal sealed class ReferenceIdentity(ReferenceLedger? ledger)
{
    /// <summary>Single values compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first count that does not add up, or null.</summary>
    /// <param name="rows">The folios.</param>
    public FieldDifference? Check(List<FolioRow> rows)
    {
        foreach (FolioRow row in rows)
        {
            if (row.Folio.RefCount != 0 && Check(row) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private FieldDifference? Check(FolioRow row)
    {
        Folio folio = row.Folio;
        int cache = row.IsCached ? folio.Pages : 0;
        int data = folio.Has(FolioFlags.Private) ? 1 : 0;
        int batches = row.BatchSlots;
        int accounted = row.Known.Own + cache + batches + data;
        FieldDifference? difference = Compare(row, "sum of own, cache, batches and private", accounted, folio.RefCount);
        if (difference is not null || ledger is null)
        {
            return difference;
        }

        return Compare(row, "ledger: all holders", folio.RefCount, ledger.SumOf(folio))
            ?? Compare(row, "ledger: page cache", cache, ledger.AmountOf(folio, HolderKind.PageCache))
            ?? Compare(row, "ledger: batches", batches, BatchHolders(folio))
            ?? Compare(row, "ledger: private data", data, ledger.AmountOf(folio, HolderKind.Private));
    }

    private int BatchHolders(Folio folio) => ledger!.AmountOf(folio, HolderKind.LruAddBatch) + ledger.AmountOf(folio, HolderKind.LruBatch);

    private FieldDifference? Compare(FolioRow row, string what, int expected, int actual)
    {
        Compared++;
        return expected == actual ? null : new FieldDifference($"f[h={row.Known.Handle}] {what}", $"{expected}", $"{actual}", row.Folio);
    }
}
