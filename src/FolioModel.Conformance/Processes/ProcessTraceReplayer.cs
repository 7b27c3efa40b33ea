using System.Text.Json;
using FolioModel.Conformance.Kernel;

namespace FolioModel.Conformance.Processes;

/// <summary>
/// Replays recordings of a user program's system calls on a shmem file: mappings, pins, swap. The model's machine lives as long as the file of
/// recordings, as the recorded one did: its swap area goes on from trace to trace.
/// </summary>
/// <param name="ledger">Whether every reference is recorded with its holder.</param>
public sealed class ProcessTraceReplayer(bool ledger = true) : ITraceReplayer
{
    private const string ShmemKind = "shmem";

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("map", out JsonElement map) && map.TryGetProperty("kind", out JsonElement kind) && kind.ValueEquals(ShmemKind)
        && firstLine.TryGetProperty("cols", out JsonElement columns) && columns.EnumerateArray().Any(column => column.ValueEquals("xflags"));

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        RecordedMachine machine = new(ledger);
        ProcessTrace? trace = null;
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                RecordedLine line = new(file.Path, file.LineNumber, document.RootElement);
                switch (line.OptionalText("type"))
                {
                    case "trace":
                        trace = Begin(line, machine, report);
                        break;
                    case "end":
                        machine = trace?.End() == false ? new RecordedMachine(ledger) : machine;
                        trace = null;
                        break;
                    default:
                        trace?.Step(line);
                        break;
                }
            }
        }
    }

    private static ProcessTrace? Begin(RecordedLine line, RecordedMachine machine, ConformanceReport report)
    {
        report.Traces++;
        string kind = line.Object("map").Text("kind");
        if (kind == ShmemKind)
        {
            return new ProcessTrace(line.File, line.Text("name"), machine, report);
        }

        report.AddMissing($"mapping '{kind}'");
        return null;
    }
}
