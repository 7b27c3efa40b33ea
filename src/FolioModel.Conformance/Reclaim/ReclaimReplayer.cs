using System.Text.Json;

namespace FolioModel.Conformance.Reclaim;

/// <summary>Replays recordings of reclaim: access sequences in a memory control group.</summary>
public sealed class ReclaimReplayer : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("k", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "header"
        && firstLine.TryGetProperty("lru", out _);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        ReplayOne(file);
    }

    /// <summary>Replays one recording.</summary>
    /// <param name="file">The recording; its sequence lies beside it.</param>
    public static SequenceResult ReplayOne(TraceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        RecordedSequence recorded = RecordedSequence.Read(file);
        return new SequenceReplay(AccessSequence.ReadBeside(file.Path, recorded.Name), recorded).Run();
    }
}
