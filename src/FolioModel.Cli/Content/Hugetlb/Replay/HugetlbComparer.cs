using System.Text.Json;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>Compares everything that a recorded line says with the model.</summary>
internal sealed class HugetlbComparer(HugetlbState state)
{
    /// <summary>Huge pages go to their pool; the recordings list none as freed, surplus ones included.</summary>
    private static readonly int[] s_none = [];

    private long? _poisonedBefore;

    /// <summary>Single values compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first value in which model and recording disagree, or null.</summary>
    /// <param name="line">The recorded line.</param>
    /// <param name="result">What the system call gave back.</param>
    public FieldDifference? Compare(RecordedLine line, SystemCallResult result) =>
        Same("r", line.Int64("r"), result.Value)
        ?? Same("errno", line.Text("errno"), result.Error == Errno.None ? "" : result.Error.ToString())
        ?? CompareSignal(line.Object("a"), result)
        ?? SameList("new", RecordedNumbers.Read(line, "new"), state.Handles.New)
        ?? SameList("pooled", RecordedNumbers.Read(line, "pooled"), state.Pooled)
        ?? SameList("freed", RecordedNumbers.Read(line, "freed"), s_none)
        ?? CompareFile(line)
        ?? CompareRows(line);

    private FieldDifference? CompareSignal(RecordedLine arguments, SystemCallResult result)
    {
        if (arguments.Has("child_r"))
        {
            return Same("child_r", arguments.Int32("child_r"), state.ChildResult);
        }

        if (!arguments.Has("signal"))
        {
            return Same("signal", "", result.Signal ?? "");
        }

        return Same("signal", arguments.Text("signal"), result.Signal ?? "")
            ?? Same("si_code", arguments.Int32("si_code"), result.SignalCode);
    }

    private FieldDifference? CompareFile(RecordedLine line)
    {
        long poisoned = line.Int64("poisoned");
        _poisonedBefore ??= poisoned;
        FieldDifference? difference = Same("poisoned", poisoned - _poisonedBefore.Value, state.Machine.Statistics.Poisoned);
        if (difference is not null || state.File is not { } file)
        {
            return difference ?? Same("nr", line.Int64("nr"), -1);
        }

        return Same("nr", line.Int64("nr"), file.Mapping.Pages.Count.Value)
            ?? Same("i_size", line.Int64("i_size"), file.Size)
            ?? Same("i_blocks", line.Int64("i_blocks"), file.Blocks)
            ?? ComparePool(line.Object("pool"), state.Pool.Counters)
            ?? CompareSubpool(line, file.Mount.Subpool)
            ?? Same("resv_map", Regions(line),
                string.Join(',', file.Reservations.Regions.Select(static r => $"[{r.From.Value},{r.To.Value}]")));
    }

    private FieldDifference? ComparePool(RecordedLine pool, PoolCounters counters) =>
        Same("pool.nr", pool.Int64("nr"), counters.Total)
        ?? Same("pool.free", pool.Int64("free"), counters.Free)
        ?? Same("pool.resv", pool.Int64("resv"), counters.Reserved)
        ?? Same("pool.surplus", pool.Int64("surplus"), counters.Surplus)
        ?? Same("pool.max", pool.Int64("max"), counters.Target)
        ?? Same("pool.overcommit", pool.Int64("overcommit"), counters.Overcommit);

    private FieldDifference? CompareSubpool(RecordedLine line, HugetlbSubpool? subpool)
    {
        if (!line.Has("subpool") || subpool is null)
        {
            return Same("subpool", line.Has("subpool") ? "there" : "none", subpool is null ? "none" : "there");
        }

        RecordedLine recorded = line.Object("subpool");
        return Same("subpool.max", recorded.Int64("max"), subpool.Maximum ?? -1)
            ?? Same("subpool.used", recorded.Int64("used"), subpool.Used)
            ?? Same("subpool.min", recorded.Int64("min"), subpool.Minimum ?? -1)
            ?? Same("subpool.rsv", recorded.Int64("rsv"), subpool.Minimum is null ? -1 : subpool.Reserved);
    }

    private FieldDifference? CompareRows(RecordedLine line)
    {
        List<long> recorded = RecordedNumbers.ReadRows(line, "f", HugetlbRow.Columns);
        FieldDifference? difference = Same("f: number of folios", recorded.Count / HugetlbRow.Columns, state.Rows.Count);
        for (int i = 0; difference is null && i < state.Rows.Count; i++)
        {
            difference = CompareRow(state.Rows[i], recorded.GetRange(i * HugetlbRow.Columns, HugetlbRow.Columns))
                ?? CompareHolders(state.Rows[i]);
        }

        return difference;
    }

    private FieldDifference? CompareRow(HugetlbRow row, List<long> recorded)
    {
        for (int column = 0; column < HugetlbRow.Columns; column++)
        {
            Compared++;
            long actual = row.Value(column);
            if (recorded[column] != actual)
            {
                bool bits = column is 6 or 14;
                return new FieldDifference(
                    $"f[h={recorded[0]}].{HugetlbRow.NameOf(column)}",
                    bits ? $"0x{recorded[column]:x}" : $"{recorded[column]}",
                    bits ? $"0x{actual:x}" : $"{actual}",
                    row.Folio);
            }
        }

        return null;
    }

    /// <summary>Each reference has its holder, and as many as the state says.</summary>
    private FieldDifference? CompareHolders(HugetlbRow row)
    {
        if (state.Machine.Ledger is not { } ledger)
        {
            return null;
        }

        string name = $"f[h={row.Known.Handle}] ledger: ";
        return Same(name + "all holders", row.Folio.RefCount, ledger.SumOf(row.Folio))
            ?? Same(name + "page cache", row.IsCached ? row.Folio.CacheReferences : 0, ledger.AmountOf(row.Folio, HolderKind.PageCache))
            ?? Same(name + "page tables", row.Folio.MapCount, ledger.AmountOf(row.Folio, HolderKind.PageTable))
            ?? Same(name + "pins", row.Folio.PinCount, ledger.AmountOf(row.Folio, HolderKind.GupPin));
    }

    private static string Regions(RecordedLine line) =>
        string.Join(',',
            line.Array("resv_map").EnumerateArray().Select(static r => r.GetRawText().Replace(" ", "", StringComparison.Ordinal)));

    private FieldDifference? SameList(string field, IReadOnlyList<long> recorded, IReadOnlyList<int> actual) =>
        Same(field, string.Join(',', recorded), string.Join(',', actual));

    private FieldDifference? Same<T>(string field, T recorded, T actual)
        where T : notnull
    {
        Compared++;
        return recorded.Equals(actual) ? null : new FieldDifference(field, $"{recorded}", $"{actual}");
    }
}
