using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Compares everything that a recorded operation shows with the model, field by field, until two values differ.</summary>
/// <param name="state">The trace after the operation.</param>
internal sealed class OperationComparer(TraceState state)
{
    private readonly List<long> _actual = [];

    /// <summary>Single values compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first difference, or null.</summary>
    /// <param name="line">The recorded operation.</param>
    /// <param name="outcome">What the model's operation gave back.</param>
    /// <param name="seen">The model's state after it.</param>
    public FieldDifference? Compare(RecordedLine line, Outcome outcome, Observation seen) =>
        CompareOutcome(line, outcome) ?? CompareHandles(line) ?? CompareState(line, seen);

    private FieldDifference? CompareOutcome(RecordedLine line, Outcome outcome) =>
        CompareNumber(line, "r", outcome.Result)
        ?? CompareNumber(line, "rh", outcome.Returned)
        ?? CompareNumber(line, "next", outcome.Next is { } next ? unchecked((long)next.Value) : null)
        ?? CompareList(line, "got", RecordedNumbers.Read(line, "got"), outcome.Got ?? [])
        ?? CompareNumber(line, "contains", outcome.Contains)
        ?? CompareNumber(line, "file_page", outcome.FilePage)
        ?? CompareNumber(line, "old_mapping_left_set", outcome.OldMappingLeftSet);

    private FieldDifference? CompareHandles(RecordedLine line)
    {
        Fill(state.Handles.New);
        FieldDifference? difference = CompareList(line, "new", RecordedNumbers.Read(line, "new"), _actual);
        if (difference is not null)
        {
            return difference;
        }

        Fill(state.FreedMemory.Freed);
        difference = CompareList(line, "freed", RecordedNumbers.Read(line, "freed"), _actual);
        if (difference is not null)
        {
            return difference;
        }

        _actual.Clear();
        foreach ((int handle, int page, int order) in state.FreedMemory.Pieces)
        {
            _actual.AddRange([handle, page, order]);
        }

        return CompareList(line, "freed_sub", RecordedNumbers.ReadRows(line, "freed_sub", 3), _actual) ?? CompareCallbacks(line);
    }

    private FieldDifference? CompareCallbacks(RecordedLine line)
    {
        int call = 0;
        if (line.Has("cb"))
        {
            foreach (JsonElement recorded in line.Array("cb").EnumerateArray())
            {
                Callback expected = ReadCallback(line, recorded);
                Compared += 5;
                string field = $"cb[{call}]";
                if (call >= state.Callbacks.Calls.Count)
                {
                    return new FieldDifference(field, Describe(expected), "no call");
                }

                Callback actual = state.Callbacks.Calls[call++];
                if (expected != actual)
                {
                    return new FieldDifference(field, Describe(expected), Describe(actual),
                        state.Handles.Find(actual.Handle)?.Folio ?? default);
                }
            }
        }

        return call == state.Callbacks.Calls.Count
            ? null
            : new FieldDifference($"cb[{call}]", "no call", Describe(state.Callbacks.Calls[call]));
    }

    private FieldDifference? CompareState(RecordedLine line, Observation seen) =>
        CompareRows(line, seen)
        ?? CompareList(line, "values", RecordedNumbers.ReadRows(line, "values", 2), seen.Values)
        ?? CompareNumber(line, "nr", state.Space.Pages.Count.Value)
        ?? CompareList(line, "fb", RecordedNumbers.Read(line, "fb"), seen.BatchLengths);

    private FieldDifference? CompareRows(RecordedLine line, Observation seen)
    {
        int number = 0;
        foreach (JsonElement recorded in line.Array("f").EnumerateArray())
        {
            if (recorded.ValueKind != JsonValueKind.Array || recorded.GetArrayLength() != FolioRow.Columns)
            {
                throw line.Malformed("f", $"expected rows of {FolioRow.Columns} integers");
            }

            if (number == seen.Rows.Count)
            {
                return new FieldDifference($"f[{number}]", $"folio {recorded[0].GetRawText()}", "no folio");
            }

            FieldDifference? difference = CompareRow(line, recorded, seen.Rows[number++]);
            if (difference is not null)
            {
                return difference;
            }
        }

        return number == seen.Rows.Count
            ? null
            : new FieldDifference($"f[{number}]", "no folio", $"folio {seen.Rows[number].Known.Handle}", seen.Rows[number].Folio);
    }

    private FieldDifference? CompareRow(RecordedLine line, JsonElement recorded, FolioRow row)
    {
        int column = 0;
        foreach (JsonElement item in recorded.EnumerateArray())
        {
            long expected = RecordedNumbers.Number(line, "f", item);
            long actual = row.Value(column);
            Compared++;
            if (expected != actual)
            {
                string name = FolioRow.NameOf(column);
                return new FieldDifference($"f[h={recorded[0].GetRawText()}].{name}", Show(name, expected), Show(name, actual), row.Folio);
            }

            column++;
        }

        return null;
    }

    private FieldDifference? CompareNumber(RecordedLine line, string field, long? actual)
    {
        long? expected = line.Has(field) ? RecordedNumbers.Number(line, field, line.Json.GetProperty(field)) : null;
        Compared++;
        return expected == actual ? null : new FieldDifference(field, Show(expected), Show(actual));
    }

    private FieldDifference? CompareList(RecordedLine line, string field, List<long> expected, IReadOnlyList<long> actual)
    {
        Compared += Math.Max(1, expected.Count);
        return expected.SequenceEqual(actual) ? null : new FieldDifference(field, Show(expected), Show(actual));
    }

    private void Fill(List<int> numbers)
    {
        _actual.Clear();
        foreach (int number in numbers)
        {
            _actual.Add(number);
        }
    }

    private static Callback ReadCallback(RecordedLine line, JsonElement recorded)
    {
        if (recorded.ValueKind != JsonValueKind.Array || recorded.GetArrayLength() != 5 || recorded[0].ValueKind != JsonValueKind.String)
        {
            throw line.Malformed("cb", "expected arrays of a name and four integers");
        }

        return new Callback(
            recorded[0].GetString()!,
            (int)RecordedNumbers.Number(line, "cb", recorded[1]),
            RecordedNumbers.Number(line, "cb", recorded[2]),
            RecordedNumbers.Number(line, "cb", recorded[3]),
            (int)RecordedNumbers.Number(line, "cb", recorded[4]));
    }

    private static string Describe(Callback call) =>
        $"{call.Name}(folio {call.Handle}, {call.X}, {call.Y}) with {call.RefCount} references";

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "absent";

    private static string Show(IReadOnlyList<long> numbers) => $"[{string.Join(", ", numbers)}]";

    private static string Show(string column, long number) => column switch
    {
        "flags" => $"0x{number:x} ({FolioRow.DescribeFlags(number)})",
        "batches" => $"0x{number:x}",
        _ => Show(number),
    };
}
