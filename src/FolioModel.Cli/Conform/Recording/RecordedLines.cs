using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Cli.Conform;

/// <summary>Reads a recording line by line, for all replayers.</summary>
/// <param name="file">The recording.</param>
internal sealed class RecordedLines(TraceFile file) : IDisposable
{
    private readonly StringPool _words = new();
    private LineSource? _source;
    private JsonDocument? _document;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line, valid until the next one is read.</param>
    /// <returns>False at the end of the file.</returns>
    public bool TryRead(out RecordedLine line)
    {
        _document?.Dispose();
        _document = null;
        _source ??= new LineSource(file.Path, _words);
        if (!file.TryReadLine(out JsonDocument document))
        {
            line = default;
            return false;
        }

        _document = document;
        _source.Begin(file.LineNumber);
        line = new RecordedLine(_source, document.RootElement);
        return true;
    }

    /// <summary>Reads all lines that are left and keeps them.</summary>
    public IReadOnlyList<RecordedLine> ReadAll()
    {
        List<RecordedLine> lines = [];
        while (TryRead(out RecordedLine line))
        {
            LineSource source = new(file.Path, _words);
            source.Begin(file.LineNumber);
            lines.Add(new RecordedLine(source, line.Json.Clone()));
        }

        return lines;
    }

    /// <summary>The recording is over before its last trace is.</summary>
    /// <param name="field">The field that would have said so.</param>
    /// <param name="problem">What was expected.</param>
    public MalformedTraceException CutShort(string field, string problem) => new(file.Path, file.LineNumber, field, problem);

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();
}
