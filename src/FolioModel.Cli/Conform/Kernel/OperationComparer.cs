using System.Runtime.InteropServices;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Compares everything that a recorded kernel call shows with the model, field by field, until two values differ.</summary>
/// <param name="state">The trace.</param>
/// <param name="compare">Where to count.</param>
internal sealed class OperationComparer(TraceState state, FieldComparer compare)
{
    private readonly RowComparer _rows = new(compare, FolioRow.KernelColumns);
    private readonly ReferenceIdentity _identity = new(state.Machine, state.View, compare);

    /// <summary>The first difference, or null.</summary>
    /// <param name="line">The recorded operation.</param>
    /// <param name="outcome">What the model's operation gave back.</param>
    /// <param name="seen">The model's state after it.</param>
    public FieldDifference? Compare(RecordedLine line, Outcome outcome, ObservedState seen) =>
        CompareOutcome(line, outcome)
        ?? compare.SameList(line, "new", CollectionsMarshal.AsSpan(state.Handles.New))
        ?? compare.SameList(line, "freed", CollectionsMarshal.AsSpan(state.FreedMemory.Freed))
        ?? compare.SameRows(line, "freed_sub", 3, CollectionsMarshal.AsSpan(state.FreedMemory.Pieces))
        ?? CompareCallbacks(line)
        ?? CompareState(line, seen)
        ?? _identity.Check(seen.Rows);

    private FieldDifference? CompareOutcome(RecordedLine line, Outcome outcome) =>
        compare.SameIfAny(line, "r", outcome.Result)
        ?? compare.SameIfAny(line, "rh", outcome.Returned)
        ?? compare.SameIfAny(line, "next", outcome.Next is { } next ? unchecked((long)next.Value) : null)
        ?? compare.SameIfAny(line, "contains", outcome.Contains)
        ?? compare.SameIfAny(line, "file_page", outcome.FilePage)
        ?? compare.SameIfAny(line, "old_mapping_left_set", outcome.OldMappingLeftSet)
        ?? (line.Has("got") == outcome.Got is not null
            ? compare.SameList(line, "got", CollectionsMarshal.AsSpan(outcome.Got))
            : new FieldDifference("got", line.Has("got") ? "there" : "absent", outcome.Got is null ? "absent" : "there"));

    private FieldDifference? CompareCallbacks(RecordedLine line)
    {
        int call = 0;
        if (line.Has("cb"))
        {
            foreach (JsonElement recorded in line.Array("cb").EnumerateArray())
            {
                Callback expected = ReadCallback(line, recorded);
                compare.Count("cb", 5);
                string field = $"cb[{call}]";
                if (call >= state.Callbacks.Calls.Count)
                {
                    return new FieldDifference(field, expected.ToString(), "no call");
                }

                Callback actual = state.Callbacks.Calls[call++];
                if (expected != actual)
                {
                    Folio folio = state.Handles.Find(actual.Handle)?.Folio ?? default;
                    return new FieldDifference(field, expected.ToString(), actual.ToString(), folio);
                }
            }
        }

        return call == state.Callbacks.Calls.Count
            ? null
            : new FieldDifference($"cb[{call}]", "no call", state.Callbacks.Calls[call].ToString());
    }

    private FieldDifference? CompareState(RecordedLine line, ObservedState seen) =>
        _rows.Compare(line, seen.Rows)
        ?? compare.SameRows(line, "values", state.View.NumbersOfValue, CollectionsMarshal.AsSpan(seen.Values))
        ?? compare.Same("nr", line.Int64("nr"), state.Space.Pages.Count.Value)
        ?? (line.Has("fb") ? compare.SameList(line, "fb", seen.BatchLengths) : throw line.Malformed("fb", "the field is missing"));

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
}
