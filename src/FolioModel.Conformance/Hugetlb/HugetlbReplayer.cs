using System.Text.Json;
using FolioModel.Conformance.Kernel;

namespace FolioModel.Conformance.Hugetlb;

/// <summary>Replays recordings of system calls on hugetlbfs files: fallocate, mappings, reservations, pools, mounts, pins.</summary>
/// <param name="ledger">Whether every reference is recorded with its holder, and the holders are checked too.</param>
public sealed class HugetlbReplayer(bool ledger = true) : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("trace")
        && firstLine.TryGetProperty("map", out JsonElement map) && map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("hugetlb");

    /// <inheritdoc/>
    /// <remarks>A file may hold traces of other kinds too: those are counted as missing and passed over.</remarks>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        HugetlbTrace? current = null;
        bool inside = false;
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                RecordedLine line = new(file.Path, file.LineNumber, document.RootElement);
                string? type = line.OptionalText("type");
                if (inside == (type == "trace"))
                {
                    throw line.Malformed("type", inside ? "a trace begins inside another one" : "expected a trace's first line, of type \"trace\"");
                }

                inside = type != "end";
                current = Take(line, type, current, report);
            }
        }

        if (inside)
        {
            throw new MalformedTraceException(file.Path, file.LineNumber, "type", "the recording stops inside a trace; expected a line of type \"end\"");
        }
    }

    private HugetlbTrace? Take(RecordedLine line, string? type, HugetlbTrace? current, ConformanceReport report)
    {
        switch (type)
        {
            case "trace" when Recognizes(line.Json):
                return new HugetlbTrace(line, report, ledger);
            case "trace":
                report.AddMissing($"mapping '{line.Object("map").Text("kind")}'");
                return null;
            case "end":
                return null;
            case null:
                current?.Step(line);
                return current;
            default:
                throw line.Malformed("type", $"expected \"trace\", \"end\" or none, found \"{type}\"");
        }
    }
}
