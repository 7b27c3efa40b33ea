using System.Text.Json;
namespace FolioModel.Cli.Conform;

/// <summary>
/// Compares what a recording shows of the inside of an operation: how a folio stood at the entry, and at the return, of kernel functions.
/// The model must pass through these states in their order; it may pass through others between them, since it reports every change and
/// the recording only what was to be seen at functions.
/// </summary>
/// <param name="handles">The folios of the trace.</param>
/// <param name="log">How the model's folios stood.</param>
/// <param name="form">What a step of this kind of recording looks like.</param>
/// <param name="compare">Where to count.</param>
internal sealed class StepComparer(HandleTable handles, MomentLog log, StepForm form, FieldComparer compare)
{
    private const string Field = "steps";

    private readonly List<(string Function, long Handle, FolioMoment State)> _entered = [];

    /// <summary>The first state that the model does not pass through, or null.</summary>
    /// <param name="line">The recorded operation.</param>
    public FieldDifference? Compare(RecordedLine line)
    {
        _entered.Clear();
        int step = 0;
        int moment = 0;
        foreach (JsonElement recorded in line.Array(Field).EnumerateArray())
        {
            KnownFolio known = Read(line, recorded, out FolioMoment expected);
            compare.Count(Field, form.Numbers);
            if (!StandsLikeThat(expected, moment))
            {
                int found = log.Moments.IndexOf(expected, moment);
                if (found < 0)
                {
                    return new FieldDifference(
                        $"steps[{step}] {recorded[0].GetString()}",
                        expected.ToString(),
                        Passed(expected.Frame, moment),
                        known.IsFreed ? default : known.Folio);
                }

                moment = found;
            }

            step++;
        }

        return _entered.Count == 0 ? null : throw line.Malformed(Field, $"{_entered[^1].Function} is entered and does not return");
    }

    private KnownFolio Read(RecordedLine line, JsonElement recorded, out FolioMoment expected)
    {
        if (recorded.ValueKind != JsonValueKind.Array || recorded.GetArrayLength() != form.Words + form.Numbers)
        {
            throw line.Malformed(Field, $"expected arrays of {form.Words} words and {form.Numbers} integers");
        }

        string function = Word(line, recorded[0]);
        if (!form.Functions.Contains(function))
        {
            throw line.Malformed(Field, $"{function} is no function that recordings show");
        }

        Span<long> values = stackalloc long[form.Numbers];
        for (int i = 0; i < form.Numbers; i++)
        {
            values[i] = RecordedNumbers.Number(line, Field, recorded[form.Words + i]);
        }

        KnownFolio known = handles.FindEver((int)values[0])
            ?? throw line.Malformed(Field, $"expected the number of a folio that the trace has seen, but {values[0]} is none");
        expected = form.Read(values, known.Folio.Pfn.Value);
        if (form.ShowsReturns)
        {
            Pair(line, function, Word(line, recorded[1]), values, expected);
        }

        return known;
    }

    /// <summary>Calls are nested, and a function that gives something back says what.</summary>
    private void Pair(RecordedLine line, string function, string side, ReadOnlySpan<long> values, FolioMoment state)
    {
        long result = values[^1];
        long expected = 0;
        switch (side)
        {
            case "e":
                _entered.Add((function, values[0], state));
                break;
            case "r" when form.HasNoFolioAtEntry(function):
                break;
            case "r" when _entered.Count > 0 && _entered[^1].Function == function && _entered[^1].Handle == values[0]:
                expected = form.ResultOf(function, _entered[^1].State, state);
                _entered.RemoveAt(_entered.Count - 1);
                break;
            default:
                throw line.Malformed(Field, $"expected \"e\", or \"r\" for the function entered last, found \"{side}\" of {function}");
        }

        if (result != expected)
        {
            throw line.Malformed(Field, $"expected that {function} gives back {expected}, found {result}");
        }
    }

    private static string Word(RecordedLine line, JsonElement word) =>
        word.ValueKind == JsonValueKind.String
            ? word.GetString()!
            : throw line.Malformed(Field, "expected a word in front of the integers");

    /// <summary>Whether the folio's last change up to a moment left it as expected: what happened since was about other folios.</summary>
    private bool StandsLikeThat(FolioMoment expected, int moment)
    {
        int last = moment < log.Moments.Count ? log.Moments.FindLastIndex(moment, earlier => earlier.Frame == expected.Frame) : -1;
        return last >= 0 && log.Moments[last] == expected;
    }

    private string Passed(int frame, int from) =>
        string.Join(" -> ", log.Moments.Skip(from).Where(moment => moment.Frame == frame).Distinct());
}
