using System.Globalization;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Workloads.Reading;

/// <summary>Records of a fixed size, many at a time, in a rented buffer.</summary>
internal sealed class BinaryRecords(TraceInput input, int size, long offset) : IDisposable
{
    private const int RecordsAtOnce = 1 << 14;

    private readonly MemoryOwner<byte> _buffer = MemoryOwner<byte>.Allocate(size * RecordsAtOnce);
    private long _offset = offset;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Takes up to so many records. Fewer come only where the buffer or the trace ends; none only at the end.</summary>
    public ReadOnlySpan<byte> Take(int records)
    {
        if (_start == _end && !_isAtEnd)
        {
            _start = 0;
            _end = input.Read(_buffer.Span);
            _isAtEnd = _end < _buffer.Length;
            if (_end % size != 0)
            {
                throw new MalformedWorkloadException(input.Name, At(_offset + (_end / size * size)), "",
                    $"expected records of {size} bytes, found {_end % size} at the end");
            }
        }

        int count = Math.Min(records, (_end - _start) / size);
        ReadOnlySpan<byte> taken = _buffer.Span.Slice(_start, count * size);
        _start += taken.Length;
        _offset += taken.Length;
        return taken;
    }

    /// <summary>The error for a record of those taken last.</summary>
    public MalformedWorkloadException Malformed(ReadOnlySpan<byte> taken, int record, string field, string problem) =>
        new(input.Name, At(_offset - taken.Length + ((long)record * size)), field, problem);

    public void Dispose()
    {
        _buffer.Dispose();
        input.Dispose();
    }

    private static string At(long offset) => string.Create(CultureInfo.InvariantCulture, $"offset {offset}");
}
