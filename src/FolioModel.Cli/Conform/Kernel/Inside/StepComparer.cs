using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>
/// Compares what a recording shows of the inside of an operation: how a folio stood at the entry, and at the return, of kernel functions.
/// The model must pass through these states in their order; it may pass through others between them, since it reports every change and
/// the recording only what was to be seen at functions.
/// </summary>
/// <param name="handles">The folios of the trace.</param>
/// <param name="log">How the model's folios stood.</param>
internal sealed class StepComparer(HandleTable handles, MomentLog log)
{
    /// <summary>
    /// Numbers of a step that no state of the model is compared with: the folio's, which says whose state it is, and one not modelled.
    /// </summary>
    private const int NotCompared = 2;

    /// <summary>Reads the recorded state of one step.</summary>
    /// <param name="values">The step's numbers after its words, the folio's number first.</param>
    /// <param name="frame">The folio's first frame.</param>
    internal delegate FolioMoment StepReader(ReadOnlySpan<long> values, int frame);

    /// <summary>Single values compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first state that the model does not pass through, or null.</summary>
    /// <param name="line">The recorded operation.</param>
    /// <param name="words">How many words a step begins with: the function, and perhaps "e" or "r".</param>
    /// <param name="numbers">How many numbers follow, the first of which is the folio's.</param>
    /// <param name="read">Reads a step's numbers.</param>
    public FieldDifference? Compare(RecordedLine line, int words, int numbers, StepReader read)
    {
        int step = 0;
        int moment = 0;
        foreach (JsonElement recorded in line.Array("steps").EnumerateArray())
        {
            KnownFolio known = Read(line, recorded, words, numbers, read, out FolioMoment expected);
            Compared += numbers - NotCompared;
            if (!StandsLikeThat(expected, moment))
            {
                int found = log.Moments.IndexOf(expected, moment);
                if (found < 0)
                {
                    return new FieldDifference(
                        $"steps[{step}] {recorded[0].GetString()}", expected.ToString(), Passed(expected.Frame, moment), known.IsFreed
                            ? default : known.Folio);
                }

                moment = found;
            }

            step++;
        }

        return null;
    }

    private KnownFolio Read(RecordedLine line, JsonElement recorded, int words, int numbers, StepReader read, out FolioMoment expected)
    {
        if (recorded.ValueKind != JsonValueKind.Array || recorded.GetArrayLength() != words + numbers
            || recorded[0].ValueKind != JsonValueKind.String)
        {
            throw line.Malformed("steps", $"expected arrays of {words} words and {numbers} integers");
        }

        Span<long> values = stackalloc long[numbers];
        for (int i = 0; i < numbers; i++)
        {
            values[i] = RecordedNumbers.Number(line, "steps", recorded[words + i]);
        }

        KnownFolio known = handles.FindEver((int)values[0])
            ?? throw line.Malformed("steps", $"expected the number of a folio that the trace has seen, but {values[0]} is none");
        expected = read(values, known.Folio.Pfn.Value);
        return known;
    }

    /// <summary>Whether the folio's last change up to a moment left it as expected: what happened since was about other folios.</summary>
    private bool StandsLikeThat(FolioMoment expected, int moment)
    {
        int last = moment < log.Moments.Count ? log.Moments.FindLastIndex(moment, earlier => earlier.Frame == expected.Frame) : -1;
        return last >= 0 && log.Moments[last] == expected;
    }

    private string Passed(int frame, int from) =>
        string.Join(" -> ", log.Moments.Skip(from).Where(moment => moment.Frame == frame).Distinct());
}
