using System.Globalization;
using System.Text.Json;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>Compares everything that a recorded system call shows with the model, field by field, until two values differ.</summary>
internal sealed class ProcessComparer(ProcessState state)
{
    private static readonly string[] s_columns =
    [
        "h", "in", "index", "order", "ref", "mapcount", "flags", "own", "tags", "batches", "pins", "pincount", "entire", "nr_mapped",
            "xflags",
    ];

    private readonly BatchCounters _batches = new();
    private readonly List<long> _values = [];
    private readonly ProcessIdentity _identity = new(state);
    private long? _poisonedElsewhere;
    private long _compared;

    public long Compared => _compared + _identity.Compared;

    public FieldDifference? Compare(RecordedLine line)
    {
        List<ProcessRow> rows = Observe();
        return CompareResult(line)
            ?? CompareList(line, "new", state.Handles.New.ConvertAll(handle => (long)handle))
            ?? CompareList(line, "freed", state.FreedMemory.Freed.ConvertAll(handle => (long)handle))
            ?? CompareSequence("freed_sub", RecordedNumbers.ReadRows(line, "freed_sub", 3), PiecesFreed())
            ?? CompareRows(line, rows)
            ?? CompareSequence("values", RecordedNumbers.ReadRows(line, "values", 4), _values)
            ?? CompareFile(line)
            ?? ComparePoisoned(line)
            ?? _identity.Check(rows);
    }

    private List<ProcessRow> Observe()
    {
        List<ProcessRow> rows = [];
        HashSet<int> cached = [];
        _values.Clear();
        _batches.Read(state.Machine.Batches);
        foreach ((PageIndex index, Order order, CacheEntry entry) in state.File?.Mapping.Pages.Entries() ?? [])
        {
            if (entry.IsFolio)
            {
                KnownFolio known = state.Handles.Know(entry.Folio);
                cached.Add(known.Handle);
                rows.Add(new ProcessRow(state, known, true, _batches.Packed(known.Folio)));
            }
            else
            {
                SwapEntry swap = SwapEntry.FromValue(entry.Value);
                _values.AddRange([(long)index.Value, order.Value, swap.Type, (long)swap.Offset]);
            }
        }

        // The recorder finds private copies only once they are on the LRU.
        foreach (Folio copy in state.Machine.Lru[LruListKind.InactiveAnon].Where(folio => folio.Has(FolioFlags.Anon)))
        {
            state.Handles.Know(copy);
        }

        foreach (KnownFolio known in state.Handles.Living.Where(known => !known.IsFreed && !cached.Contains(known.Handle)))
        {
            rows.Add(new ProcessRow(state, known, false, _batches.Packed(known.Folio)));
        }

        foreach (ProcessRow row in rows)
        {
            row.Known.Order = row.Known.Folio.Order.Value;
        }

        return rows;
    }

    private List<long> PiecesFreed()
    {
        List<long> pieces = [];
        foreach ((int handle, int page, int order) in state.FreedMemory.Pieces)
        {
            pieces.AddRange([handle, page, order]);
        }

        return pieces;
    }

    private FieldDifference? CompareResult(RecordedLine line)
    {
        if (state.Result is not { } result)
        {
            return null;
        }

        string errno = result < 0 && state.SignalCode == 0 ? ((Errno)result).ToString() : "";
        RecordedLine arguments = line.Object("a");
        int code = arguments.Has("si_code") ? arguments.Int32("si_code") : 0;
        int received = arguments.Has("sigbus_received") ? arguments.Int32("sigbus_received") : 0;
        return CompareNumber("r", line.Int64("r"), Math.Max(result, -1))
            ?? CompareNumber("si_code", code, state.SignalCode)
            ?? CompareNumber("sigbus_received", received, state.SignalsReceived)
            ?? (errno == line.Text("errno") ? null : new FieldDifference("errno", line.Text("errno"), errno));
    }

    private FieldDifference? CompareFile(RecordedLine line)
    {
        if (state.File is not { } file || line.Int64("nr") < 0)
        {
            return null;
        }

        return CompareNumber("nr", line.Int64("nr"), file.Mapping.Pages.Count.Value)
            ?? CompareNumber("i_size", line.Int64("i_size"), file.Size)
            ?? CompareNumber("i_blocks", line.Int64("i_blocks"), file.Blocks)
            ?? (file is ShmemProcessFile ? CompareAccounts(line, state.Shmem) : null);
    }

    private FieldDifference? CompareAccounts(RecordedLine line, ShmemFile file) =>
        CompareNumber("alloced", line.Int64("alloced"), file.Allocated.Value)
        ?? CompareNumber("swapped", line.Int64("swapped"), file.Swapped.Value);

    /// <summary>The recorded count is the whole machine's: only by how much it changed since the trace began says something.</summary>
    private FieldDifference? ComparePoisoned(RecordedLine line)
    {
        if (!line.Has("poisoned"))
        {
            return null;
        }

        long actual = state.Machine.Statistics.Poisoned;
        _poisonedElsewhere ??= line.Int64("poisoned") - actual;
        return CompareNumber("poisoned", line.Int64("poisoned") - _poisonedElsewhere.Value, actual);
    }

    private FieldDifference? CompareRows(RecordedLine line, List<ProcessRow> rows)
    {
        int number = 0;
        foreach (JsonElement recorded in line.Array("f").EnumerateArray())
        {
            if (number == rows.Count)
            {
                return new FieldDifference($"f[{number}]", $"folio {recorded[0].GetRawText()}", "no folio");
            }

            ProcessRow row = rows[number++];
            for (int column = 0; column < s_columns.Length; column++)
            {
                long expected = recorded[column].GetInt64();
                long actual = row.Value(column);
                _compared++;
                if (expected != actual)
                {
                    string format = s_columns[column] is "flags" or "xflags" or "batches" ? "x" : "d";
                    return new FieldDifference(
                        $"f[h={recorded[0].GetRawText()}].{s_columns[column]}",
                        expected.ToString(format, CultureInfo.InvariantCulture),
                        actual.ToString(format, CultureInfo.InvariantCulture),
                        row.Known.Folio);
                }
            }
        }

        return number == rows.Count ? null
            : new FieldDifference($"f[{number}]", "no folio", $"folio {rows[number].Known.Handle}", rows[number].Known.Folio);
    }

    private FieldDifference? CompareNumber(string field, long expected, long actual)
    {
        _compared++;
        return expected == actual ? null : new FieldDifference(field, $"{expected}", $"{actual}");
    }

    private FieldDifference? CompareList(RecordedLine line, string field, List<long> actual) =>
        CompareSequence(field, RecordedNumbers.Read(line, field), actual);

    private FieldDifference? CompareSequence(string field, List<long> expected, List<long> actual)
    {
        _compared += Math.Max(1, expected.Count);
        return expected.SequenceEqual(actual)
            ? null
            : new FieldDifference(field, $"[{string.Join(", ", expected.Take(40))}]", $"[{string.Join(", ", actual.Take(40))}]");
    }
}
