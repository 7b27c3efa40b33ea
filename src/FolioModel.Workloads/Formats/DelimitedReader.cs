using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>Text with one request a line, in the columns that a <see cref="DelimitedFormat"/> names.</summary>
public sealed class DelimitedReader : ITraceReader
{
    private readonly TextLines _lines;
    private readonly DelimitedFormat _format;
    private readonly FileNumbers _files = new();
    private readonly int _columns;
    private readonly int _file;
    private readonly int _secondFile;
    private readonly Range[] _ranges;
    private bool _isFirst = true;

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <param name="format">The columns.</param>
    public DelimitedReader(TraceInput input, DelimitedFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _lines = new TextLines(input);
        _format = format;
        _columns = 1 + Math.Max(Math.Max(format.Time, format.Offset),
            Math.Max(Math.Max(format.Length, format.Operation), format.File.Count > 0 ? format.File.Max() : 0));
        _file = format.File.Count > 0 ? format.File[0] : -1;
        _secondFile = format.File.Count > 1 ? format.File[1] : -1;
        _ranges = new Range[_columns + 1];
    }

    /// <inheritdoc/>
    public string Format => _format.Name;

    /// <inheritdoc/>
    public bool NamesObjects => _format.Offset < 0;

    /// <inheritdoc/>
    public string NameOf(ulong file) => _files.NameOf(file);

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            bool isFirst = _isFirst;
            _isFirst = false;
            if (line.Trim((byte)' ').IsEmpty || (isFirst && IsHeader(line)))
            {
                continue;
            }

            requests[count++] = Parse(line);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>A first line without a single digit where a number belongs has the names of the columns.</summary>
    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        if (_format.HasHeader is { } known)
        {
            return known;
        }

        int numbered = _format.Offset >= 0 ? _format.Offset : Math.Max(_format.Time, _format.Length);
        return numbered >= 0 && Split(line) > numbered && line[_ranges[numbered]].IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
    }

    private TraceRequest Parse(ReadOnlySpan<byte> line)
    {
        int found = Split(line);
        if (found < _columns)
        {
            throw _lines.Malformed("", $"expected {_columns} columns or more, found {found}");
        }

        FieldParser fields = new(_lines, line);
        long offset = _format.Offset < 0 ? 0 : fields.Scaled(line[_ranges[_format.Offset]], "offset", _format.OffsetUnit);
        long length = _format.Length < 0 ? PageSize.Bytes : fields.Scaled(line[_ranges[_format.Length]], "length", _format.LengthUnit);
        return fields.Request(FileOf(line), offset, length, TimeOf(fields, line), OperationOf(line));
    }

    private long TimeOf(FieldParser fields, ReadOnlySpan<byte> line)
    {
        if (_format.Time < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> text = line[_ranges[_format.Time]];
        return _format.TimeUnit == 1_000_000_000 ? fields.Seconds(text, "time")
            : (long)((ulong)fields.Number(text, "time") * (ulong)_format.TimeUnit & long.MaxValue);
    }

    /// <summary>A file that is a number keeps it; names get numbers in the order in which they are met.</summary>
    private ulong FileOf(ReadOnlySpan<byte> line)
    {
        if (_file < 0)
        {
            return 0;
        }

        if (_secondFile >= 0)
        {
            Range both = _ranges[_file].Start.._ranges[_secondFile].End;
            return _files.Of(line[both]);
        }

        ReadOnlySpan<byte> name = line[_ranges[_file]].Trim((byte)' ');
        return System.Buffers.Text.Utf8Parser.TryParse(name, out ulong number, out int used) && used == name.Length ? number
            : _files.Of(name);
    }

    private TraceOperation OperationOf(ReadOnlySpan<byte> line)
    {
        if (_format.Operation < 0)
        {
            return TraceOperation.Read;
        }

        ReadOnlySpan<byte> text = line[_ranges[_format.Operation]].Trim((byte)' ');
        return text is [(byte)'W' or (byte)'w' or (byte)'1', ..] ? TraceOperation.Write
            : text is [(byte)'R' or (byte)'r' or (byte)'0', ..] ? TraceOperation.Read
            : throw _lines.Malformed("operation", $"expected a read or a write, found '{System.Text.Encoding.UTF8.GetString(text)}'");
    }

    private int Split(ReadOnlySpan<byte> line)
    {
        byte delimiter = (byte)_format.Delimiter;
        int start = 0;
        for (int column = 0; column < _columns; column++)
        {
            int length = line[start..].IndexOf(delimiter);
            _ranges[column] = length < 0 ? start..line.Length : start..(start + length);
            if (length < 0)
            {
                return column + 1;
            }

            start += length + 1;
        }

        return _columns;
    }
}
