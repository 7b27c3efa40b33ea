using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The text of blkparse: <c>8,0 3 11 0.009507758 697 Q R 223490 + 8 [cat]</c>. A request appears once for each stage; the stage of the
/// first request that has a range counts, and the others are left out.
/// </summary>
public sealed class BlkparseReader : ITraceReader
{
    private const int SectorShift = 9;

    private readonly TextLines _lines;
    private readonly FileNumbers _devices = new();
    private byte _stage;

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    public BlkparseReader(TraceInput input) => _lines = new TextLines(input);

    /// <inheritdoc/>
    public string Format => "blkparse";

    /// <inheritdoc/>
    public string NameOf(ulong file) => _devices.NameOf(file);

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty || line.TrimStart((byte)' ') is not [>= (byte)'0' and <= (byte)'9', ..])
            {
                // The summary behind the events begins with a name of a CPU or a total.
                continue;
            }

            if (TryParse(line, out TraceRequest request))
            {
                requests[count++] = request;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryParse(ReadOnlySpan<byte> line, out TraceRequest request)
    {
        FieldParser fields = new(_lines, line);
        ReadOnlySpan<byte> device = fields.Word();
        fields.Number(fields.Word(), "cpu");
        fields.Number(fields.Word(), "sequence");
        long time = fields.Seconds(fields.Word(), "time");
        fields.Number(fields.Word(), "pid");
        ReadOnlySpan<byte> action = fields.Word();
        ReadOnlySpan<byte> kind = fields.Word();
        ReadOnlySpan<byte> sector = fields.Word();
        request = default;
        if (action.Length != 1 || action[0] is not ((byte)'Q' or (byte)'D' or (byte)'C') || !fields.Word().SequenceEqual("+"u8))
        {
            return false;
        }

        _stage = _stage == 0 ? action[0] : _stage;
        if (action[0] != _stage)
        {
            return false;
        }

        TraceOperation operation = kind.Contains((byte)'D') ? TraceOperation.Discard
            : kind.Contains((byte)'W') ? TraceOperation.Write : TraceOperation.Read;
        long first = fields.Number(sector, "sector");
        long sectors = fields.Number(fields.Word(), "sectors");
        if (first > (long.MaxValue >> SectorShift) - sectors)
        {
            throw fields.Bad(sector, "sector", $"a sector below {long.MaxValue >> SectorShift}");
        }

        request = fields.Request(_devices.Of(device), first << SectorShift, sectors << SectorShift, time, operation);
        return sectors > 0;
    }
}
