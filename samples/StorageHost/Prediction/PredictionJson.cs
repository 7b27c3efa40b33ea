using System.Text.Json;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Predictions as JSON: a list with one object a file.</summary>
internal static class PredictionJson
{
    public static void Write(TextWriter output, IReadOnlyList<PredictedRun> runs)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (PredictedRun run in runs)
            {
                WriteRun(json, run);
            }

            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteRun(Utf8JsonWriter json, PredictedRun run)
    {
        json.WriteStartObject();
        json.WriteString("name", run.Name);
        if (run.Runs.Count > 0)
        {
            WriteSets(json, run);
        }
        else
        {
            WriteOperations(json, run);
        }

        WriteOptional(json, "cached_error", run.CachedError);
        WriteOptional(json, "dirty_error", run.DirtyError);
        json.WriteNumber("seconds", run.Seconds);
        json.WriteNumber("peak_bytes", run.PeakBytes);
        json.WriteEndObject();
    }

    private static void WriteOperations(Utf8JsonWriter json, PredictedRun run)
    {
        json.WriteStartArray("operations");
        foreach (PredictedOperation operation in run.Operations)
        {
            json.WriteStartObject();
            json.WriteString("op", operation.Op);
            WriteOptional(json, "measured", operation.Measured);
            json.WriteNumber("predicted", operation.Predicted);
            WriteOptional(json, "error", operation.Error);
            json.WriteStartArray("cached_gb");
            foreach (double gb in operation.CachedGb)
            {
                json.WriteNumberValue(gb);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteOptional(json, "mean_error", run.MeanError);
    }

    private static void WriteSets(Utf8JsonWriter json, PredictedRun run)
    {
        json.WriteStartArray("runs");
        foreach (PredictedSet set in run.Runs)
        {
            json.WriteStartObject();
            json.WriteNumber("pipelines", set.Pipelines);
            for (int i = 0; i < PredictedSet.Names.Length; i++)
            {
                json.WriteStartObject(PredictedSet.Names[i]);
                json.WriteNumber("measured", set.Measured[i]);
                json.WriteNumber("predicted", set.Predicted[i]);
                json.WriteNumber("error", set.Error(i));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("mean_error");
        for (int i = 0; i < PredictedSet.Names.Length; i++)
        {
            int number = i;
            json.WriteNumber(PredictedSet.Names[i], run.Runs.Average(s => s.Error(number)));
        }

        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
