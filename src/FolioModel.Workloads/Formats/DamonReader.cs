using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The text of <c>damon:damon_aggregated</c>: a region of addresses with the number of samples that found it accessed. A region that was
/// accessed is one load of all its pages; the address space of a target is one file.
/// </summary>
public sealed class DamonReader : ITraceReader
{
    private readonly TextLines _lines;

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    public DamonReader(TraceInput input) => _lines = new TextLines(input);

    /// <inheritdoc/>
    public string Format => "damon";

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            int at = line.IndexOf("damon_aggregated:"u8);
            if (at < 0)
            {
                continue;
            }

            FieldParser fields = new(_lines, line[(at + "damon_aggregated:"u8.Length)..]);
            ReadOnlySpan<byte> target = fields.Word();
            if (!target.StartsWith("target_id="u8))
            {
                throw fields.Bad(target, "target_id", "target_id=...");
            }

            ulong file = fields.Unsigned(target["target_id="u8.Length..], "target_id");
            fields.Word();
            ReadOnlySpan<byte> range = fields.Word();
            int dash = range.IndexOf((byte)'-');
            if (dash < 0 || range[^1] != (byte)':')
            {
                throw fields.Bad(range, "region", "start-end:");
            }

            long start = fields.Number(range[..dash], "start");
            long end = fields.Number(range[(dash + 1)..^1], "end");
            if (fields.Number(fields.Word(), "nr_accesses") > 0 && end > start)
            {
                requests[count++] = fields.Request(file, start, end - start, TimeBefore(line[..at]), TraceOperation.Load);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private long TimeBefore(ReadOnlySpan<byte> prefix)
    {
        int subsystem = prefix.LastIndexOf((byte)' ');
        ReadOnlySpan<byte> head = subsystem < 0 ? default : prefix[..subsystem].TrimEnd((byte)' ');
        ReadOnlySpan<byte> word = head[(head.LastIndexOf((byte)' ') + 1)..];
        return word is [.. var seconds, (byte)':'] ? new FieldParser(_lines, default).Seconds(seconds, "time") : 0;
    }
}
