using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>fio's iolog, version 2 (file, action, offset, length) or 3 (the same behind a time in microseconds).</summary>
public sealed class FioReader : ITraceReader
{
    private readonly TextLines _lines;
    private readonly FileNumbers _files = new();
    private readonly bool _hasTime;
    private long _nanoseconds;

    /// <summary>Reads the first line.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <exception cref="MalformedWorkloadException">The first line names neither version.</exception>
    public FioReader(TraceInput input)
    {
        _lines = new TextLines(input);
        _ = _lines.TryRead(out ReadOnlySpan<byte> first);
        _hasTime = first.SequenceEqual("fio version 3 iolog"u8);
        if (!_hasTime && !first.SequenceEqual("fio version 2 iolog"u8))
        {
            throw _lines.Malformed("", "expected 'fio version 2 iolog' or 'fio version 3 iolog'");
        }
    }

    /// <inheritdoc/>
    public string Format => _hasTime ? "fio3" : "fio2";

    /// <inheritdoc/>
    public string NameOf(ulong file) => _files.NameOf(file);

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            FieldParser fields = new(_lines, line);
            ReadOnlySpan<byte> time = _hasTime ? fields.Word() : default;
            ReadOnlySpan<byte> name = fields.Word();
            ReadOnlySpan<byte> action = fields.Word();
            if (name.IsEmpty)
            {
                continue;
            }

            _nanoseconds = _hasTime ? fields.Scaled(time, "timestamp", 1000) : _nanoseconds;
            if (action.SequenceEqual("wait"u8))
            {
                _nanoseconds = Saturating.Add(_nanoseconds, fields.Scaled(fields.Word(), "offset", 1000));
            }
            else if (OperationOf(action) is { } operation)
            {
                long offset = fields.IsAtEnd && operation == TraceOperation.Sync ? 0 : fields.Number(fields.Word(), "offset");
                long length = fields.IsAtEnd && operation == TraceOperation.Sync ? 0 : fields.Number(fields.Word(), "length");
                requests[count++] = fields.Request(_files.Of(name), offset, length, _nanoseconds, operation);
            }
            else if (!action.SequenceEqual("add"u8) && !action.SequenceEqual("open"u8) && !action.SequenceEqual("close"u8))
            {
                throw fields.Bad(action, "action", "add, open, close, read, write, sync, datasync, trim or wait");
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static TraceOperation? OperationOf(ReadOnlySpan<byte> action) =>
        action.SequenceEqual("read"u8) ? TraceOperation.Read
        : action.SequenceEqual("write"u8) ? TraceOperation.Write
        : action.SequenceEqual("sync"u8) || action.SequenceEqual("datasync"u8) ? TraceOperation.Sync
        : action.SequenceEqual("trim"u8) ? TraceOperation.Discard
        : null;
}
