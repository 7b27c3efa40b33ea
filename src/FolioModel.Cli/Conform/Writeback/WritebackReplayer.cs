using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>Replays recordings of writeback: scripts of writes and syncs on a slow device.</summary>
/// <remarks>
/// The order of pages at the device is exact where the boots of the kernel agree with each other. Pauses, and the durations of syncs, are
/// compared with the range of the boots, a fifth wider; the point at which pauses begin and the overshoot within 2 % of memory.
/// </remarks>
internal sealed class WritebackReplayer : ITraceReplayer
{
    private const double Tolerance = 0.2;
    private const double ShortMilliseconds = 20;
    private const long MemoryTolerance = 131_072 / 50;

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.ValueKind == JsonValueKind.Object && firstLine.TryGetProperty("script", out _)
        && firstLine.TryGetProperty("settings", out _);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        WritebackRecording recording = WritebackRecording.Read(file);
        WritebackScript model = new(recording);
        model.Run();
        report.Traces++;
        report.Operations += recording.Script.Count;
        Comparison comparison = new(file.Path, recording, report);
        if (recording.HasOneOrder && recording.Boots[0].Pages.Count > 0)
        {
            CompareOrder(recording, model, comparison);
        }

        comparison.InRange("pauses", recording.Boots.Select(static b => (double)b.Pauses), model.Pauses, 5);
        comparison.InRange("paused ms", recording.Boots.Select(static b => b.PausedMilliseconds), model.PausedMilliseconds, 50);
        comparison.InRange("first dirty", recording.Boots.Select(static b => (double)b.FirstDirty), model.FirstDirty, MemoryTolerance);
        comparison.InRange("most dirty", recording.Boots.Select(static b => (double)b.MostDirty), model.MostDirty, MemoryTolerance);
        for (int step = 0; step < recording.Script.Count; step++)
        {
            if (recording.Script[step].Contains("sync", StringComparison.Ordinal))
            {
                int number = step;
                comparison.InRange(
                    $"ms of step {step}", recording.Boots.Select(b => b.Milliseconds[number]), model.Milliseconds[step], ShortMilliseconds);
            }
        }
    }

    private static void CompareOrder(WritebackRecording recording, WritebackScript model, Comparison comparison)
    {
        List<(string File, ulong Page)> pages = [];
        foreach ((string name, ulong first, long count, _) in model.Device.Writes)
        {
            for (int i = 0; i < count; i++)
            {
                pages.Add((name, first + (ulong)i));
            }
        }

        IReadOnlyList<(string File, ulong Page)> expected = recording.Boots[0].Pages;
        int same = 0;
        while (same < expected.Count && same < pages.Count && expected[same] == pages[same])
        {
            same++;
        }

        comparison.Exact("order", same, $"{expected.Count} pages", same == expected.Count && same == pages.Count,
            $"{pages.Count} pages, {same} as recorded, then {(same < pages.Count ? pages[same] : default)}");
    }

    /// <summary>Counts what was compared, and reports what differs.</summary>
    private sealed class Comparison(string path, WritebackRecording recording, ConformanceReport report)
    {
        public void Exact(string field, int count, string expected, bool agrees, string actual)
        {
            report.FieldsOf("writeback").Add(field, count);
            if (!agrees)
            {
                report.Add(new TraceDifference(path, recording.Name, "the script", field, expected, actual, []));
            }
        }

        public void InRange(string field, IEnumerable<double> boots, double actual, double slack)
        {
            double[] values = [.. boots];
            double least = Math.Min(values.Min() * (1 - Tolerance), values.Min() - slack);
            double most = Math.Max(values.Max() * (1 + Tolerance), values.Max() + slack);
            string range = string.Create(CultureInfo.InvariantCulture, $"{values.Min():F0} to {values.Max():F0}");
            string name = field.StartsWith("ms of", StringComparison.Ordinal) ? "sync ms" : field;
            report.FieldsOf("writeback").Add(name, 1);
            if (actual < least || actual > most)
            {
                report.Add(new TraceDifference(
                    path, recording.Name, field, name, range, actual.ToString("F0", CultureInfo.InvariantCulture), []));
            }
        }
    }
}
