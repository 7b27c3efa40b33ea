using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>Replays recordings of writeback: scripts of writes and syncs on a slow device.</summary>
/// <remarks>
/// The order of pages at the device is exact where the boots of the kernel agree with each other. Pauses, and the durations of syncs, are
/// compared with the range of the boots, a fifth wider; where there are pauses, the point at which they begin and the most that is ever
/// dirty within 3 % of these numbers. Where the boots agree on which file is written when, the model's times are theirs to a tenth of a
/// second: it must write at the same periodic tick.
/// </remarks>
internal sealed class WritebackReplayer : ITraceReplayer
{
    private const double Tolerance = 0.2;
    private const double ShortMilliseconds = 20;
    private const double TurnMilliseconds = 100;
    private const double MemoryTolerance = 0.03;

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

        if (recording.Boots[0].Turns.Count > 0 && recording.Boots.All(b => WritebackTurn.AreAlike(b.Turns, recording.Boots[0].Turns)))
        {
            CompareTurns(recording, model, comparison);
        }

        comparison.InRange("pauses", recording.Boots.Select(static b => (double)b.Pauses), model.Pauses, 5);
        comparison.InRange("paused ms", recording.Boots.Select(static b => b.PausedMilliseconds), model.PausedMilliseconds, 50);
        if (recording.Boots.All(static b => b.Pauses > 0))
        {
            comparison.InRange(
                "first dirty", recording.Boots.Select(static b => (double)b.FirstDirty), model.FirstDirty, 0, MemoryTolerance);
            comparison.InRange(
                "most dirty", recording.Boots.Select(static b => (double)b.MostDirty), model.MostDirty, 0, MemoryTolerance);
        }

        for (int step = 0; step < recording.Script.Count; step++)
        {
            if (Waits(recording.Script[step]))
            {
                int number = step;
                comparison.InRange(
                    $"ms of step {step}", recording.Boots.Select(b => b.Milliseconds[number]), model.Milliseconds[step], ShortMilliseconds);
            }
        }
    }

    /// <summary>Whether a step waits for the device: fsync, fdatasync, sync, msync, and sync_file_range that waits afterwards.</summary>
    private static bool Waits(string step) =>
        step.Contains("sync", StringComparison.Ordinal)
        || (step.Contains(" sfr ", StringComparison.Ordinal) && step.EndsWith(" 7", StringComparison.Ordinal));

    private static void CompareTurns(WritebackRecording recording, WritebackScript model, Comparison comparison)
    {
        List<WritebackTurn> turns = [];
        foreach ((string file, ulong page, _, TimeSpan at) in model.Device.Writes)
        {
            WritebackTurn.Add(turns, file, page, at.TotalMilliseconds);
        }

        IReadOnlyList<WritebackTurn> expected = recording.Boots[0].Turns;
        bool alike = WritebackTurn.AreAlike(turns, expected);
        comparison.Exact("turns", expected.Count, string.Join(", ", expected), alike, string.Join(", ", turns));
        for (int i = 0; alike && i < turns.Count; i++)
        {
            int number = i;
            comparison.InRange(
                "turn ms", recording.Boots.Select(b => b.Turns[number].InStep(b.Starts)), turns[i].InStep(model.Starts),
                TurnMilliseconds, 0);
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

        public void InRange(string field, IEnumerable<double> boots, double actual, double slack, double part = Tolerance)
        {
            double[] values = [.. boots];
            double least = Math.Min(values.Min() * (1 - part), values.Min() - slack);
            double most = Math.Max(values.Max() * (1 + part), values.Max() + slack);
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
