using System.Text;
using System.Text.Json;

namespace FolioModel.Cli.Conform;

/// <summary>The result of a replay for machines.</summary>
internal static class ConformJson
{
    public static string Write(ConformanceReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
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
            json.WritePropertyName("first");
            Write(json, report.First);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
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
