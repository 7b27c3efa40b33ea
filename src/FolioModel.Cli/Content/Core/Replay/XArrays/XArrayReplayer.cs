using System.Text.Json;
using FolioModel.Cli.Conform;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>
/// Replays recordings of Linux's XArray: each operation's result, the position of cursors, the tree's counts and its exact shape.
/// </summary>
/// <remarks>
/// A sequence starts with <c>begin</c> and ends with <c>end</c>. After the first difference, or after an operation that the replayer does
/// not know, the rest of that sequence is left out: everything after would differ for the same reason.
/// </remarks>
/// <param name="leafDirectoryThreshold">See <see cref="FolioModel.XArrays.XArrayOptions.LeafDirectoryThreshold"/>; no recorded result
/// depends on it.</param>
/// <example><code>
/// using TraceFile file = TraceFile.Open("multi.jsonl.gz");
/// var report = new ConformanceReport();
/// new XArrayReplayer().Replay(file, report);
/// </code></example>
internal sealed class XArrayReplayer(int leafDirectoryThreshold = 16) : ITraceReplayer
{
    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.ValueKind == JsonValueKind.Object
        && firstLine.TryGetProperty("op", out JsonElement op)
        && op.ValueKind == JsonValueKind.String
        && op.ValueEquals("begin")
        && firstLine.TryGetProperty("chunk_shift", out _);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        using RecordedLines lines = new(file);
        XArraySequence? sequence = null;
        bool abandoned = false;
        while (lines.TryRead(out RecordedLine line))
        {
            switch (line.Text("op"))
            {
                case "begin" when sequence is not null:
                    throw line.Malformed("op", "a sequence begins before the one before has ended");
                case "begin":
                    sequence = new XArraySequence(line, report, leafDirectoryThreshold);
                    abandoned = false;
                    report.Traces++;
                    break;
                case var _ when sequence is null:
                    throw line.Malformed("op", "expected \"begin\": no sequence is open");
                case "end":
                    sequence.Dispose();
                    sequence = null;
                    break;
                case "note":
                    line.Text("text");
                    break;
                case var _ when !abandoned:
                    abandoned = !sequence.Execute(line);
                    break;
            }
        }

        if (sequence is not null)
        {
            throw lines.CutShort("op", "the file stops inside a sequence: expected \"end\"");
        }
    }
}
