using System.Text;
using System.Text.Json;

namespace FolioModel.Testing;

/// <summary>Reads a recording line by line: plain JSON lines or the same gzip-compressed, told apart by content.</summary>
public sealed class TraceFile : IDisposable
{
    private readonly StreamReader _reader;
    private string? _peeked;

    private TraceFile(string path, StreamReader reader)
    {
        Path = path;
        _reader = reader;
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
            Stream stream = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[2];
            bool compressed = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            stream.Position = 0;
            if (compressed)
            {
                stream = new CheckedGzipStream(stream);
            }

            return new TraceFile(path,
                new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new MalformedTraceException(path, 0, "", e.Message);
        }
    }

    /// <summary>Reads the next line that is not empty.</summary>
    /// <param name="line">The parsed JSON object; the caller disposes it.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="MalformedTraceException">The line is not a JSON object, or the compressed data is damaged.</exception>
    public bool TryReadLine(out JsonDocument line)
    {
        while (ReadText() is { } text)
        {
            LineNumber++;
            if (text.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            line = Parse(text, LineNumber);
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
        _peeked ??= ReadText() ?? throw new MalformedTraceException(Path, 0, "", "the file is empty; expected a recording");
        using JsonDocument line = Parse(_peeked, LineNumber + 1);
        return line.RootElement.Clone();
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private JsonDocument Parse(string text, int number)
    {
        if (!IsText(text))
        {
            throw new MalformedTraceException(Path, number, "", "expected a JSON object, found data that is not text");
        }

        JsonDocument line;
        try
        {
            line = JsonDocument.Parse(text);
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
    private static bool IsText(ReadOnlySpan<char> line) =>
        !line.Contains('\uFFFD') && !line.ContainsAnyInRange('\0', '\b') && !line.ContainsAnyInRange('\n', '\x1f');

    private string? ReadText()
    {
        if (_peeked is { } peeked)
        {
            _peeked = null;
            return peeked;
        }

        try
        {
            return _reader.ReadLine();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new MalformedTraceException(Path, LineNumber + 1, "", e.Message);
        }
    }
}
