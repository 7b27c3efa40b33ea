using System.Text.Json;
using System.Text.Unicode;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Testing;

/// <summary>Reads a recording line by line: plain JSON lines or the same gzip-compressed, told apart by content.</summary>
/// <remarks>
/// Lines are parsed where they lie in a pooled buffer, so a line is valid only until the next one is read; a caller that keeps an element
/// longer clones it.
/// </remarks>
public sealed class TraceFile : IDisposable
{
    private const int FirstBufferLength = 1 << 16;
    private const byte LineEnd = (byte)'\n';

    private readonly Stream _stream;
    private MemoryOwner<byte> _buffer = MemoryOwner<byte>.Allocate(FirstBufferLength);
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isPeeked;
    private ReadOnlyMemory<byte> _line;

    private TraceFile(string path, Stream stream)
    {
        Path = path;
        _stream = stream;
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>The number of the line that <see cref="TryReadLine"/> returned last, counted from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Opens a recording.</summary>
    /// <param name="path">A <c>.jsonl</c> file or a gzip-compressed one.</param>
    /// <exception cref="MalformedTraceException">The file cannot be read.</exception>
    public static TraceFile Open(string path)
    {
        try
        {
            return Read(path, File.OpenRead(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MalformedTraceException(path, 0, "", e.Message);
        }
    }

    /// <summary>Reads a recording from a stream, which the reader then owns.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">JSON lines or the same gzip-compressed; the stream can be positioned.</param>
    /// <exception cref="MalformedTraceException">The stream cannot be read.</exception>
    public static TraceFile Read(string name, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool compressed = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            stream.Position = 0;
            return new TraceFile(name, compressed ? new CheckedGzipStream(stream) : stream);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new MalformedTraceException(name, 0, "", e.Message);
        }
    }

    /// <summary>Reads the next line that is not empty.</summary>
    /// <param name="line">The parsed JSON object, valid until the next line is read; the caller disposes it.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="MalformedTraceException">The line is not a JSON object, or the compressed data is damaged.</exception>
    public bool TryReadLine(out JsonDocument line)
    {
        while (Advance())
        {
            LineNumber++;
            if (_line.Span.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            line = Parse(LineNumber);
            return true;
        }

        line = null!;
        return false;
    }

    /// <summary>Looks at the first line without consuming it, so that the kind of recording can be recognised.</summary>
    /// <exception cref="MalformedTraceException">The file is empty, its first line is not a JSON object, or the compressed data is
    /// damaged.</exception>
    public JsonElement PeekLine()
    {
        if (!_isPeeked && !Advance())
        {
            throw new MalformedTraceException(Path, 0, "", "the file is empty; expected a recording");
        }

        _isPeeked = true;
        using JsonDocument line = Parse(LineNumber + 1);
        return line.RootElement.Clone();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _line = default;
        _buffer.Dispose();
        _stream.Dispose();
    }

    private JsonDocument Parse(int number)
    {
        if (!IsText(_line.Span))
        {
            throw new MalformedTraceException(Path, number, "", "expected a JSON object, found data that is not text");
        }

        JsonDocument line;
        try
        {
            line = JsonDocument.Parse(_line);
        }
        catch (JsonException e)
        {
            throw new MalformedTraceException(Path, number, "", $"not a JSON object: {e.Message}");
        }

        if (line.RootElement.ValueKind != JsonValueKind.Object)
        {
            line.Dispose();
            throw new MalformedTraceException(Path, number, "", "expected a JSON object");
        }

        return line;
    }

    /// <summary>False where a line holds control characters but tabs, or bytes that are no UTF-8.</summary>
    private static bool IsText(ReadOnlySpan<byte> line) =>
        Utf8.IsValid(line) && !line.ContainsAnyInRange((byte)0, (byte)'\b') && !line.ContainsAnyInRange(LineEnd, (byte)0x1f);

    /// <summary>Goes to the next line, which is then the current one; after a look ahead, the current one is the next.</summary>
    private bool Advance()
    {
        if (_isPeeked)
        {
            _isPeeked = false;
            return true;
        }

        for (int searched = 0; ;)
        {
            int found = _buffer.Span[(_start + searched).._end].IndexOf(LineEnd);
            if (found >= 0)
            {
                Take(searched + found, terminator: 1);
                return true;
            }

            searched = _end - _start;
            if (!_isAtEnd)
            {
                Fill();
            }
            else if (searched == 0)
            {
                return false;
            }
            else
            {
                Take(searched, terminator: 0);
                return true;
            }
        }
    }

    private void Take(int length, int terminator)
    {
        _line = _buffer.Memory.Slice(_start, length);
        if (length > 0 && _line.Span[^1] == (byte)'\r')
        {
            _line = _line[..^1];
        }

        _start += length + terminator;
    }

    /// <summary>Reads on, into a larger buffer when the line is longer than this one.</summary>
    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.Span[_start.._end].CopyTo(_buffer.Span);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            MemoryOwner<byte> larger = MemoryOwner<byte>.Allocate(_buffer.Length * 2);
            _buffer.Span.CopyTo(larger.Span);
            _buffer.Dispose();
            _buffer = larger;
        }

        try
        {
            int read = _stream.Read(_buffer.Span[_end..]);
            _isAtEnd = read == 0;
            _end += read;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new MalformedTraceException(Path, LineNumber + 1, "", e.Message);
        }
    }
}
