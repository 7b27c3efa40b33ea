using System.Text.Json;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>
/// Replays recordings of a user program's system calls: on shmem files with mappings, pins, swap and memory failure; on guest_memfd given
/// to a guest; on hugetlbfs with its reservations, pools and mounts. One machine lives as long as the file of recordings, as the recorded
/// one did: its swap area goes on from trace to trace. Traces on hugetlbfs have one each, with a fresh pool.
/// </summary>
/// <param name="ledger">Whether every reference is recorded with its holder, and the holders are checked too.</param>
internal sealed class SystemCallReplayer(bool ledger = true) : ITraceReplayer
{
    private const string Hugetlb = "hugetlb";
    private static readonly string[] s_kinds = [RecordedMachine.Shmem, RecordedMachine.GuestMemfd, Hugetlb];

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("trace")
        && KindOf(firstLine) is { } kind
        && (kind == Hugetlb || (firstLine.TryGetProperty("cols", out JsonElement columns) && HasProcessColumns(columns)));

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        RecordedMachine machine = new(ledger);
        ISystemCallTrace? current = null;
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                RecordedLine line = new(file.Path, file.LineNumber, document.RootElement);
                string? type = line.OptionalText("type");
                if (current is not null == (type == "trace"))
                {
                    throw line.Malformed(
                        "type", current is not null ? "a trace begins inside another one"
                            : "expected a trace's first line, of type \"trace\"");
                }

                switch (type)
                {
                    case "trace":
                        current = Begin(line, machine, report);
                        break;
                    case "end":
                        machine = current!.End() ? machine : new RecordedMachine(ledger);
                        current = null;
                        break;
                    case null:
                        current!.Step(line);
                        break;
                    default:
                        throw line.Malformed("type", $"expected \"trace\", \"end\" or none, found \"{type}\"");
                }
            }
        }

        if (current is not null)
        {
            throw new MalformedTraceException(file.Path, file.LineNumber, "type",
                "the recording stops inside a trace; expected a line of type \"end\"");
        }
    }

    private ISystemCallTrace Begin(RecordedLine line, RecordedMachine machine, ConformanceReport report)
    {
        string kind = KindOf(line.Json)
            ?? throw line.Object("map").Malformed("kind", $"expected one of {string.Join(", ", s_kinds)}");
        HugetlbRow.CheckColumns(line);
        report.Traces++;
        return kind == Hugetlb ? new HugetlbTrace(line, report, ledger) : new ProcessTrace(line, kind, machine, report);
    }

    private static string? KindOf(JsonElement firstLine) =>
        firstLine.TryGetProperty("map", out JsonElement map) && map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String
            ? Array.Find(s_kinds, known => kind.ValueEquals(known))
            : null;

    private static bool HasProcessColumns(JsonElement columns) =>
        columns.ValueKind == JsonValueKind.Array
        && columns.EnumerateArray().Any(static column => column.ValueKind == JsonValueKind.String && column.ValueEquals("xflags"));
}
