using System.Text.Json;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Replays recordings of reclaim: access sequences in a memory control group.</summary>
internal sealed class ReclaimReplayer : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("k", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "header"
        && (firstLine.TryGetProperty("lru", out _) || (firstLine.TryGetProperty("swappiness", out _) && HasGroup(firstLine)));

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        SequenceResult result = ReplayOne(file);
        report.Traces++;
        report.Operations += result.Accesses;
        ComparedFields fields = report.FieldsOf($"reclaim/{result.Mode} {result.Family}");
        fields.Add("hit_bits", result.Accesses);
        fields.Add("victims", result.VictimsEqual);
        fields.Add("pages brought in", result.WindowsEqual);
        fields.Add("ckpt", result.CountersCompared);
        report.Add(result);
        if (!result.IsAsGoodAsTheKernel)
        {
            report.Add(new TraceDifference(
                file.Path, result.Name, $"of {result.Mode}",
                result.MustBeExact ? "hits and victims" : "agreement",
                result.MustBeExact ? "exact" : $"{result.Ceiling:F4} of accesses, as between boots of the kernel",
                $"{result.Agreement:F4} of accesses, {result.VictimsEqual} of {result.Victims} victims; {result.First}", []));
        }
    }

    private static bool HasGroup(JsonElement header) =>
        header.TryGetProperty("flags", out JsonElement flags) && ((SequenceFlags)flags.GetUInt32() & SequenceFlags.NoGroup) == 0;

    /// <summary>Replays one recording.</summary>
    /// <param name="file">The recording; its sequence lies beside it.</param>
    public static SequenceResult ReplayOne(TraceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        RecordedSequence recorded = RecordedSequence.Read(file);
        return new SequenceReplay(AccessSequence.ReadBeside(file.Path, recorded.Name), recorded).Run();
    }
}
