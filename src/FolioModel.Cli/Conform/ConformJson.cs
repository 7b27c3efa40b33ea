using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Cli.Conform;

/// <summary>The result of a replay for machines.</summary>
internal static class ConformJson
{
    /// <param name="report">The result.</param>
    /// <param name="fields">Whether to list how many values of each field were compared.</param>
    public static string Write(ConformanceReport report, bool fields)
    {
        using ArrayPoolBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("files", report.Files);
            json.WriteNumber("traces", report.Traces);
            json.WriteNumber("operations", report.Operations);
            json.WriteNumber("compared", report.Compared);
            json.WriteNumber("differences", report.Differences);
            json.WriteStartObject("missing");
            foreach ((string name, int count) in report.Missing)
            {
                json.WriteNumber(name, count);
            }

            json.WriteEndObject();
            if (fields)
            {
                WriteFields(json, report);
            }

            Write(json, report.Sequences);
            Write(json, report.Statistics);
            json.WritePropertyName("first");
            Write(json, report.First);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFields(Utf8JsonWriter json, ConformanceReport report)
    {
        json.WriteStartObject("fields");
        foreach ((string family, ComparedFields fields) in report.Fields)
        {
            json.WriteStartObject(family);
            foreach ((string field, long values) in fields.ByField)
            {
                json.WriteNumber(field, values);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFamily(Utf8JsonWriter json, string family)
    {
        if (int.TryParse(family, System.Globalization.CultureInfo.InvariantCulture, out int number))
        {
            json.WriteNumber("family", number);
        }
        else
        {
            json.WriteString("family", family);
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<SequenceResult> sequences)
    {
        if (sequences.Count == 0)
        {
            return;
        }

        json.WriteStartArray("sequences");
        foreach (SequenceResult sequence in sequences)
        {
            json.WriteStartObject();
            json.WriteString("name", sequence.Name);
            json.WriteString("mode", sequence.Mode);
            WriteFamily(json, sequence.Family);
            json.WriteNumber("accesses", sequence.Accesses);
            json.WriteNumber("hits", sequence.Hits);
            json.WriteNumber("agree", sequence.Agreement);
            json.WriteNumber("rereferences", sequence.Rereferences);
            json.WriteNumber("agree_rereferences", sequence.RereferenceAgreement);
            if (sequence.SwapCompared > 0)
            {
                json.WriteNumber("swap_agree", sequence.SwapAgreement);
            }

            json.WriteNumber("victims", sequence.Victims);
            json.WriteNumber("victims_equal", sequence.VictimsEqual);
            json.WriteNumber("counters_compared", sequence.CountersCompared);
            json.WriteNumber("counters_different", sequence.CountersDifferent);
            json.WriteNumber("ceiling", sequence.Ceiling);
            json.WriteString("first_difference", sequence.First);
            if (sequence.FirstCounters.Count > 0)
            {
                json.WriteStartArray("first_counters");
                foreach (string counter in sequence.FirstCounters)
                {
                    json.WriteStringValue(counter);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<StatisticResult> statistics)
    {
        if (statistics.Count == 0)
        {
            return;
        }

        json.WriteStartArray("statistics");
        foreach (StatisticResult result in statistics)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("mode", result.Mode);
            json.WriteString("statistic", result.Statistic);
            json.WriteNumber("value", result.Value);
            json.WriteNumber("lowest", result.Lowest);
            json.WriteNumber("highest", result.Highest);
            json.WriteBoolean("within", result.IsWithin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TraceDifference? difference)
    {
        if (difference is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("file", difference.File);
        json.WriteString("trace", difference.Trace);
        json.WriteString("operation", difference.Operation);
        json.WriteString("field", difference.Field);
        json.WriteString("expected", difference.Expected);
        json.WriteString("actual", difference.Actual);
        json.WriteStartArray("holders");
        foreach (string holder in difference.Holders)
        {
            json.WriteStringValue(holder);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
