using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>
/// Replays recordings of folios, page cache, LRU batches and guest_memfd that a kernel module made, one operation at a time.
/// </summary>
/// <param name="ledger">Whether every reference is recorded with its holder, and the holders are checked too.</param>
internal sealed class KernelTraceReplayer(bool ledger = true) : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("trace")
        && firstLine.TryGetProperty("map", out _) && firstLine.TryGetProperty("batch_capacity", out _);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        using RecordedLines lines = new(file);
        TraceReplay? current = null;
        while (lines.TryRead(out RecordedLine line))
        {
            current = Take(line, current, report);
        }

        if (current is not null)
        {
            throw lines.CutShort("type", "the recording stops inside a trace; expected a line of type \"end\"");
        }
    }

    private TraceReplay? Take(RecordedLine line, TraceReplay? current, ConformanceReport report)
    {
        string? type = line.OptionalText("type");
        if (type == "trace")
        {
            if (current is not null)
            {
                throw line.Malformed("type", "a trace begins inside another one; expected a line of type \"end\" first");
            }

            TraceHeader header = TraceHeader.Read(line);
            return new TraceReplay(line.File, header, TraceState.Create(header, ledger), report);
        }

        if (current is null)
        {
            throw line.Malformed("type", "expected a trace's first line, of type \"trace\"");
        }

        switch (type)
        {
            case null:
                current.Step(line);
                return current;
            case "teardown":
                current.BeginTeardown();
                return current;
            case "end":
                current.End(line);
                return null;
            default:
                throw line.Malformed("type", $"expected \"trace\", \"teardown\", \"end\" or none, found \"{type}\"");
        }
    }
}
