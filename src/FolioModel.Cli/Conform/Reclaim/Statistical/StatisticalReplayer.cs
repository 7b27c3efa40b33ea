using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Reclaim.Statistical;

/// <summary>
/// Replays recordings of a whole machine short of memory. When the background reclaimer runs is no part of the recording, so that single
/// hits cannot be compared: statistics must lie in the range of the recorded boots, widened by a tenth.
/// </summary>
internal sealed class StatisticalReplayer : ITraceReplayer
{
    private const double Widening = 0.1;

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("k", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "header"
        && firstLine.TryGetProperty("flags", out JsonElement flags) && firstLine.TryGetProperty("swappiness", out _)
        && ((SequenceFlags)flags.GetUInt32() & SequenceFlags.NoGroup) != 0;

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        RecordedBoots recorded = RecordedBoots.Read(file);
        if (recorded.Zones.Count == 0 || recorded.Hits.Count == 0)
        {
            throw new MalformedTraceException(file.Path, 0, "", "a recording of a whole machine has zones and runs");
        }

        AccessSequence sequence = AccessSequence.ReadBeside(file.Path, recorded.Name);
        ComparedFields fields = report.FieldsOf($"reclaim/{(recorded.MultiGeneration ? "mglru" : "classic")} {recorded.Family}");
        report.Traces++;
        report.Operations += sequence.Operations.Count;
        foreach (StatisticResult result in Compare(sequence, recorded))
        {
            fields.Add(result.Statistic, 1);
            report.Add(result);
            if (!result.IsWithin)
            {
                report.Add(new TraceDifference(
                    file.Path, recorded.Name, $"of {result.Mode}", result.Statistic,
                    $"{Text(result.Lowest)} to {Text(result.Highest)}, the boots' range widened by a tenth", Text(result.Value), []));
            }
        }
    }

    private static IEnumerable<StatisticResult> Compare(AccessSequence sequence, RecordedBoots recorded)
    {
        WholeMachine machine = new(sequence, recorded);
        int accesses = sequence.Operations.Count(static operation => operation.IsAccess);
        yield return Result(recorded, "hit ratio", machine.Run(), [.. recorded.Hits.Select(hits => hits / accesses)]);
        foreach ((string statistic, double value) in machine.Counters())
        {
            yield return Result(recorded, statistic, value, Recorded(recorded, statistic));
        }
    }

    private static double[] Recorded(RecordedBoots recorded, string statistic)
    {
        string[] words = statistic.Split(' ');
        if (words.Length == 1)
        {
            return [.. recorded.Growth(statistic)];
        }

        RecordedZone zone = recorded.Zones.First(z => z.Kind.ToString().Equals(words[0], StringComparison.OrdinalIgnoreCase));
        return [words[1] switch { "min" => zone.Min, "low" => zone.Low, _ => zone.High }];
    }

    private static StatisticResult Result(RecordedBoots recorded, string statistic, double value, IReadOnlyList<double> boots) => new()
    {
        Name = recorded.Name,
        Mode = recorded.MultiGeneration ? "mglru" : "classic",
        Statistic = statistic,
        Value = value,
        Lowest = boots.Min() * (1 - Widening),
        Highest = boots.Max() * (1 + Widening),
    };

    private static string Text(double value) => value.ToString(value < 1 ? "F4" : "F0", CultureInfo.InvariantCulture);
}
