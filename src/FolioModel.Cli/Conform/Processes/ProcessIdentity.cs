using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>
/// Checks that each reference is accounted for: from the state alone, and the same from the ledger, holder by holder. Pipes and rings hold
/// references that the recorder does not count; the replayed ones are known.
/// </summary>
/// <param name="state">The program.</param>
internal sealed class ProcessIdentity(ProcessState state)
{
    /// <summary>Single values compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first count that does not add up, or null.</summary>
    /// <param name="rows">The folios.</param>
    public FieldDifference? Check(List<ProcessRow> rows)
    {
        foreach (ProcessRow row in rows)
        {
            if (row.Known.Folio.RefCount != 0 && Check(row) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private FieldDifference? Check(ProcessRow row)
    {
        Folio folio = row.Known.Folio;
        int cache = row.IsCached ? folio.Pages : 0;
        int swap = folio.Has(FolioFlags.SwapCache) ? folio.Pages : 0;
        int pins = PinnedReferences(row.Known);
        int batches = row.BatchSlots + state.Machine.MlockBatches.SlotsOf(folio);
        int own = row.Known.Own + state.Pipe.Count(page => page.Folio == folio);

        // What memory failure could not split it left alone.
        int failure = folio.Order == Order.Zero && state.Machine.IsPoisoned(folio.Pfn) ? 1 : 0;
        int accounted = own + cache + swap + folio.MapCount + batches + pins + failure;
        FieldDifference? difference = Compare(row, "sum of all holders", accounted, folio.RefCount);
        if (difference is not null || state.Machine.Ledger is not { } ledger)
        {
            return difference;
        }

        int Held(params ReadOnlySpan<HolderKind> kinds)
        {
            int sum = 0;
            foreach (HolderKind kind in kinds)
            {
                sum += ledger.AmountOf(folio, kind);
            }

            return sum;
        }

        return Compare(row, "ledger: all holders", folio.RefCount, ledger.SumOf(folio))
            ?? Compare(row, "ledger: page cache", cache, Held(HolderKind.PageCache))
            ?? Compare(row, "ledger: swap cache", swap, Held(HolderKind.SwapCache))
            ?? Compare(row, "ledger: page tables", folio.MapCount, Held(HolderKind.PageTable))
            ?? Compare(row, "ledger: batches", batches, Held(HolderKind.LruAddBatch, HolderKind.LruBatch, HolderKind.MlockBatch))
            ?? Compare(row, "ledger: pins", pins, Held(HolderKind.GupPin))
            ?? Compare(row, "ledger: memory failure", failure, Held(HolderKind.MemoryFailure))
            ?? Compare(row, "ledger: the program and its pipe", own, Held(HolderKind.Get, HolderKind.GupGet, HolderKind.Lookup));
    }

    private int PinnedReferences(KnownFolio known)
    {
        if (known.Folio.Order > Order.Zero)
        {
            return known.Folio.PinCount;
        }

        int pins = state.Pins.GetValueOrDefault(known.Handle) + state.Ring.Where(buffer => buffer.Folio == known.Folio)
            .Sum(static buffer => buffer.Pins);
        return pins * Folio.PinBias;
    }

    private FieldDifference? Compare(ProcessRow row, string what, int expected, int actual)
    {
        Compared++;
        return expected == actual ? null
            : new FieldDifference($"f[h={row.Known.Handle}] {what}", $"{expected}", $"{actual}", row.Known.Folio);
    }
}
