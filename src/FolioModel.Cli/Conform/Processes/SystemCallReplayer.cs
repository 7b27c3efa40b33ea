using System.Text.Json;
using FolioModel.Cli.Content.Hugetlb;

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
    private static readonly string[] s_kinds = [RecordedMachine.Shmem, RecordedMachine.GuestMemfd, Hugetlb, HugetlbCounterTrace.Kind];

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("trace")
        && firstLine.TryGetProperty("map", out JsonElement map) && map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String
        && Array.Exists(s_kinds, known => kind.ValueEquals(known))
        && (kind.ValueEquals(Hugetlb) || kind.ValueEquals(HugetlbCounterTrace.Kind)
            || (firstLine.TryGetProperty("cols", out JsonElement columns) && HasProgramColumns(columns)));

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        using RecordedLines lines = new(file);
        RecordedMachine? machine = null;
        SystemCallTrace? current = null;
        while (lines.TryRead(out RecordedLine line))
        {
            string? type = line.OptionalText("type");
            if (current is not null == (type == "trace"))
            {
                throw line.Malformed(
                    "type", current is not null ? "a trace begins inside another one" : "expected a trace's first line, of type \"trace\"");
            }

            switch (type)
            {
                case "trace":
                    current = Begin(line, ref machine, report);
                    break;
                case "end":
                    machine = current!.End() ? machine : null;
                    current = null;
                    break;
                case null:
                    current!.Step(line);
                    break;
                default:
                    throw line.Malformed("type", $"expected \"trace\", \"end\" or none, found \"{type}\"");
            }
        }

        if (current is not null)
        {
            throw lines.CutShort("type", "the recording stops inside a trace; expected a line of type \"end\"");
        }
    }

    private SystemCallTrace Begin(RecordedLine line, ref RecordedMachine? machine, ConformanceReport report)
    {
        RecordedLine map = line.Object("map");
        string kind = map.Text("kind");
        SystemCallTrace trace = kind switch
        {
            Hugetlb => new HugetlbTrace(line, report, ledger),
            HugetlbCounterTrace.Kind => new HugetlbCounterTrace(line, report, ledger),
            RecordedMachine.Shmem or RecordedMachine.GuestMemfd =>
                new ProcessTrace(line, kind, machine ??= new RecordedMachine(ledger), report),
            _ => throw map.Malformed("kind", $"expected one of {string.Join(", ", s_kinds)}"),
        };
        return line.FirstUnread() is { } unknown ? throw line.Malformed(unknown, "a header has no such field") : trace;
    }

    private static bool HasProgramColumns(JsonElement columns) =>
        columns.ValueKind == JsonValueKind.Array
        && columns.EnumerateArray().Any(static column => column.ValueKind == JsonValueKind.String && column.ValueEquals("xflags"));
}
