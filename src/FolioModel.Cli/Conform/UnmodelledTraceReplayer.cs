using System.Text.Json;
using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform;

/// <summary>
/// Stands in for replayers that do not exist yet: recordings of system calls that user programs made. Every operation counts as missing, so
/// that none is passed over silently.
/// </summary>
internal sealed class UnmodelledTraceReplayer : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("trace") && firstLine.TryGetProperty("map", out _);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                RecordedLine line = new(file.Path, file.LineNumber, document.RootElement);
                string? type = line.OptionalText("type");
                if (type == "trace")
                {
                    report.Traces++;
                }
                else if (type is null)
                {
                    report.AddMissing(line.Text("op"));
                }
            }
        }
    }
}
